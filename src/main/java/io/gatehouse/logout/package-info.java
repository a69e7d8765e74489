/** Signing out: here, at the identity provider, and when the identity provider says so. */
@NullMarked
package io.gatehouse.logout;

import org.jspecify.annotations.NullMarked;

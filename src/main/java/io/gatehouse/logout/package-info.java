/** Signing out: here, and at the identity provider. */
@NullMarked
package io.gatehouse.logout;

import org.jspecify.annotations.NullMarked;

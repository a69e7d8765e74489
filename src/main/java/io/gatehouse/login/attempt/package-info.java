/** A sign-in while the person is at the identity provider: kept by the browser, sealed, and by nobody else. */
@NullMarked
package io.gatehouse.login.attempt;

import org.jspecify.annotations.NullMarked;

/** Choosing at which of an organization's several identity providers to sign in. */
@NullMarked
package io.gatehouse.login.choice;

import org.jspecify.annotations.NullMarked;

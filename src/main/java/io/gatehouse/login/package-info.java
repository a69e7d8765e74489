/** Signing in with the organization's identity provider: discover, redirect, consume, verify. */
@NullMarked
package io.gatehouse.login;

import org.jspecify.annotations.NullMarked;

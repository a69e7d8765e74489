/** Tokens of identity providers that a request comes with, or takes along. */
@NullMarked
package io.gatehouse.session.token;

import org.jspecify.annotations.NullMarked;

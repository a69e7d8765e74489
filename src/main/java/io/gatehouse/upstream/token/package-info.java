/** Tokens of identity providers on their way to an upstream, or not on it. */
@NullMarked
package io.gatehouse.upstream.token;

import org.jspecify.annotations.NullMarked;

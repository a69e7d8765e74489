/** The way to an upstream through Spring Cloud Gateway's chain: for routes with filters, and for WebSockets. */
@NullMarked
package io.gatehouse.upstream.chain;

import org.jspecify.annotations.NullMarked;

/** What goes on after its answer has begun, WebSockets and answers without a known end, and how it ends with its session. */
@NullMarked
package io.gatehouse.upstream.open;

import org.jspecify.annotations.NullMarked;

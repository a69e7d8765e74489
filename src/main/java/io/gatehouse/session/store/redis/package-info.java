/** How sealed sessions lie in Redis, what is done when it is slow or away, and what a failover of it must not bring back. */
@NullMarked
package io.gatehouse.session.store.redis;

import org.jspecify.annotations.NullMarked;

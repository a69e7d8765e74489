/** Readers of what a route says in a section of keys of its own. */
@NullMarked
package io.gatehouse.config.route;

import org.jspecify.annotations.NullMarked;

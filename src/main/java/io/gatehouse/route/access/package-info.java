/** Who may take which part of a route. */
@NullMarked
package io.gatehouse.route.access;

import org.jspecify.annotations.NullMarked;

/** Which headers a route's upstream is told of people by, and which names are therefore no client's. */
@NullMarked
package io.gatehouse.route.header;

import org.jspecify.annotations.NullMarked;

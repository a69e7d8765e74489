/** Signs in, asks, and counts: the load, and what it found. */
@NullMarked
package io.gatehouse.bench.load;

import org.jspecify.annotations.NullMarked;

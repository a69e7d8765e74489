/** What came, how it was answered and how long it took: counts, times and the access log. */
@NullMarked
package io.gatehouse.traffic;

import org.jspecify.annotations.NullMarked;

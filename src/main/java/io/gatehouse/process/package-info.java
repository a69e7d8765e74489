/** The process itself: what is counted and written down of its work, and how it comes to an end. */
@NullMarked
package io.gatehouse.process;

import org.jspecify.annotations.NullMarked;

/** Reads config/, checks all of it, hands over finished values, swaps them while running. */
@NullMarked
package io.gatehouse.config;

import org.jspecify.annotations.NullMarked;

/** The page at {@code /}, for people without a link. */
@NullMarked
package io.gatehouse.index;

import org.jspecify.annotations.NullMarked;

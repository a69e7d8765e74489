/** How values are sealed, opened, rotated, and never printed. */
@NullMarked
package io.gatehouse.secret;

import org.jspecify.annotations.NullMarked;

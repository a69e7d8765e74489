/** Tables that admins take along. */
@NullMarked
package io.gatehouse.console.table;

import org.jspecify.annotations.NullMarked;

/** Where a request may go, and who may take it there. */
@NullMarked
package io.gatehouse.route;

import org.jspecify.annotations.NullMarked;

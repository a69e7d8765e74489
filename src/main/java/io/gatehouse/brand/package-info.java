/** How pages of the gateway look to an organization's people. */
@NullMarked
package io.gatehouse.brand;

import org.jspecify.annotations.NullMarked;

/** Who the organizations are, and whose request this is. */
@NullMarked
package io.gatehouse.organization;

import org.jspecify.annotations.NullMarked;

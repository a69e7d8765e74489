/** What somebody who is invited reads, and how it reaches them. */
@NullMarked
package io.gatehouse.invitation;

import org.jspecify.annotations.NullMarked;

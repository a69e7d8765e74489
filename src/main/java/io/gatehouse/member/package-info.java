/** Who has been invited, who is in, and which role an admin has given them. */
@NullMarked
package io.gatehouse.member;

import org.jspecify.annotations.NullMarked;

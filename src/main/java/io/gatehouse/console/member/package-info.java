/** The Members page: who has been invited, who is in, and as what. */
@NullMarked
package io.gatehouse.console.member;

import org.jspecify.annotations.NullMarked;

/** How long a sign-in lives, how it is found fast, and how it ends everywhere at once. */
@NullMarked
package io.gatehouse.session;

import org.jspecify.annotations.NullMarked;

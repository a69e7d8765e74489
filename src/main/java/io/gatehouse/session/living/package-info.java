/** Who is signed in now, a page at a time. */
@NullMarked
package io.gatehouse.session.living;

import org.jspecify.annotations.NullMarked;

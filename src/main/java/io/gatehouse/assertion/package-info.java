/** The signed assertion that upstreams verify: its keys, their rotation, and who is asserted to whom. */
@NullMarked
package io.gatehouse.assertion;

import org.jspecify.annotations.NullMarked;

/** From where people have signed in, as far as that can be known. */
@NullMarked
package io.gatehouse.session.device;

import org.jspecify.annotations.NullMarked;

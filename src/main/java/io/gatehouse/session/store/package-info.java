/** Where sealed sessions lie, and how every replica hears that one of them is gone. */
@NullMarked
package io.gatehouse.session.store;

import org.jspecify.annotations.NullMarked;

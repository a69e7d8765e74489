/** Bytes become one parsed path, host and client; what decides is what is forwarded. */
@NullMarked
package io.gatehouse.request;

import org.jspecify.annotations.NullMarked;

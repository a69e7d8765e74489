/** The gateways under measurement: Gatehouse and those it is compared with. */
@NullMarked
package io.gatehouse.bench.peer;

import org.jspecify.annotations.NullMarked;

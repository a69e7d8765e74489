/** The programs around the gateways under measurement, and what they cost: processes, Redis, the upstream. */
@NullMarked
package io.gatehouse.bench.machine;

import org.jspecify.annotations.NullMarked;

/** Turns what was found into tables, figures that must hold, and a picture. */
@NullMarked
package io.gatehouse.bench.report;

import org.jspecify.annotations.NullMarked;

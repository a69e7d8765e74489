/** Configuration files as values that know where they stand. */
@NullMarked
package io.gatehouse.config.source;

import org.jspecify.annotations.NullMarked;

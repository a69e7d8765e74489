/** The words that end users read, in their language. */
@NullMarked
package io.gatehouse.text;

import org.jspecify.annotations.NullMarked;

/** The words that end users read, in their language; and other people’s texts, so written that they stay texts. */
@NullMarked
package io.gatehouse.text;

import org.jspecify.annotations.NullMarked;

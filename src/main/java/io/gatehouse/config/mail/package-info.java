/** Reads {@code gateway.mail}. */
@NullMarked
package io.gatehouse.config.mail;

import org.jspecify.annotations.NullMarked;

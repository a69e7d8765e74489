/** The settings page of the identity providers beside the first one. */
@NullMarked
package io.gatehouse.console.provider;

import org.jspecify.annotations.NullMarked;

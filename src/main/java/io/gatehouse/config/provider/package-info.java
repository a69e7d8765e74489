/** How an organization's identity providers, and what their groups give, are read. */
@NullMarked
package io.gatehouse.config.provider;

import org.jspecify.annotations.NullMarked;

/** What {@code ./gateway demo} runs around the gateway: two identity providers, a portal, and the people who sign in. */
@NullMarked
package io.gatehouse.demo;

import org.jspecify.annotations.NullMarked;

/** The way to an upstream and back: one request, one answer, bodies as they come. */
@NullMarked
package io.gatehouse.upstream.client;

import org.jspecify.annotations.NullMarked;

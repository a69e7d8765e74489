/** What the upstream is told, and what a client can never tell it. */
@NullMarked
package io.gatehouse.upstream;

import org.jspecify.annotations.NullMarked;

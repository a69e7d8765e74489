/** What another proxy is told that asks, before it forwards a request itself, who sent it and whether it may go on. */
@NullMarked
package io.gatehouse.verify;

import org.jspecify.annotations.NullMarked;

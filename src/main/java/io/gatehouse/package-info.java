/** The gateway's main class, and the one screen where a request's whole order is visible. */
@NullMarked
package io.gatehouse;

import org.jspecify.annotations.NullMarked;

/** The API keys page: which programs may call, and which may no more. */
@NullMarked
package io.gatehouse.console.key;

import org.jspecify.annotations.NullMarked;

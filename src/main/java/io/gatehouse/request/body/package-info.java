/** What requests bring, read within bounds. */
@NullMarked
package io.gatehouse.request.body;

import org.jspecify.annotations.NullMarked;

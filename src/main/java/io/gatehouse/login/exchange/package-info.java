/** The token endpoint: what is asked there, as which client, and how its answer is verified. */
@NullMarked
package io.gatehouse.login.exchange;

import org.jspecify.annotations.NullMarked;

/** Every refusal, as a page for people or RFC 9457 JSON for programs. */
@NullMarked
package io.gatehouse.problem;

import org.jspecify.annotations.NullMarked;

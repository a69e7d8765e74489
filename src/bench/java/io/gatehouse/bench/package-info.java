/** What {@code ./gateway bench} runs: Gatehouse and its peers side by side, measured in one run. */
@NullMarked
package io.gatehouse.bench;

import org.jspecify.annotations.NullMarked;

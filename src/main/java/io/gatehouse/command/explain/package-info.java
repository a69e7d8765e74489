/** Says in words what rules ask for, and how people come by it. */
@NullMarked
package io.gatehouse.command.explain;

import org.jspecify.annotations.NullMarked;

/** What an operator runs beside the gateway: check, add organization, why. */
@NullMarked
package io.gatehouse.command;

import org.jspecify.annotations.NullMarked;

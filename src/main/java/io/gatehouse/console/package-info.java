/** The settings pages, where an organization's own admins set up how its people sign in. */
@NullMarked
package io.gatehouse.console;

import org.jspecify.annotations.NullMarked;

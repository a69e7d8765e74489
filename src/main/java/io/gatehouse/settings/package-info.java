/** What an organization's admins have entered. */
@NullMarked
package io.gatehouse.settings;

import org.jspecify.annotations.NullMarked;

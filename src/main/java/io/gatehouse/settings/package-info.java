/** What an organization's admins enter themselves: a sign-on that is staged, tested, taken, and kept beside the operator's files. */
@NullMarked
package io.gatehouse.settings;

import org.jspecify.annotations.NullMarked;

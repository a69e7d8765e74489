/** The General page: an organization's name, its look, and who becomes a member by signing in. */
@NullMarked
package io.gatehouse.console.general;

import org.jspecify.annotations.NullMarked;

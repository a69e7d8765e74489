/** The Roles page: which groups at the identity provider give which role. */
@NullMarked
package io.gatehouse.console.role;

import org.jspecify.annotations.NullMarked;

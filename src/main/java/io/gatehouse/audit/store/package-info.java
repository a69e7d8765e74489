/** Where what happened is kept for an organization's admins, within bounds, and how it is found again. */
@NullMarked
package io.gatehouse.audit.store;

import org.jspecify.annotations.NullMarked;

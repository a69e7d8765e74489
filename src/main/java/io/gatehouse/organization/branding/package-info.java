/** How an organization's own pages look. */
@NullMarked
package io.gatehouse.organization.branding;

import org.jspecify.annotations.NullMarked;

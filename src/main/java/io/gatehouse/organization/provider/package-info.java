/** An organization's identity provider, as its admin or operator describes it. */
@NullMarked
package io.gatehouse.organization.provider;

import org.jspecify.annotations.NullMarked;

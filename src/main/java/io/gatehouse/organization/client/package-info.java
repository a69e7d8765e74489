/** How we prove to an identity provider that it is us who ask. */
@NullMarked
package io.gatehouse.organization.client;

import org.jspecify.annotations.NullMarked;

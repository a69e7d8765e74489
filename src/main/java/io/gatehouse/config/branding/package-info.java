/** What configuration files say of how pages look. */
@NullMarked
package io.gatehouse.config.branding;

import org.jspecify.annotations.NullMarked;

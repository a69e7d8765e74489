/** Where settings that admins enter are kept: Redis, or files beside the configuration. */
@NullMarked
package io.gatehouse.settings.store;

import org.jspecify.annotations.NullMarked;

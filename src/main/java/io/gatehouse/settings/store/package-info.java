/** Where sealed settings lie, and how whoever knows them hears that they have changed. */
@NullMarked
package io.gatehouse.settings.store;

import org.jspecify.annotations.NullMarked;

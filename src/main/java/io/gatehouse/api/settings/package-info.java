/** Settings over the API: the keys and the shape of the operator's file, as JSON. */
@NullMarked
package io.gatehouse.api.settings;

import org.jspecify.annotations.NullMarked;

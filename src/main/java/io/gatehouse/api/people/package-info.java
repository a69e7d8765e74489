/** Members, sessions and activity over the API. */
@NullMarked
package io.gatehouse.api.people;

import org.jspecify.annotations.NullMarked;

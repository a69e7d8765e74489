/** Who the person is once signed in: claims become an {@code Identity} with roles. */
@NullMarked
package io.gatehouse.identity;

import org.jspecify.annotations.NullMarked;

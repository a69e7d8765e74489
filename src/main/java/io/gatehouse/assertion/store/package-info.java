/** Where the sealed signing keys lie, the same ones for every replica. */
@NullMarked
package io.gatehouse.assertion.store;

import org.jspecify.annotations.NullMarked;

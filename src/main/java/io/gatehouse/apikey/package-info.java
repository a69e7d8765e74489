/** The keys by which programs of an organization open its API, and nothing else. */
@NullMarked
package io.gatehouse.apikey;

import org.jspecify.annotations.NullMarked;

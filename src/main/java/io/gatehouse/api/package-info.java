/** The JSON API of an organization: what its settings pages do, for programs that come with an API key. */
@NullMarked
package io.gatehouse.api;

import org.jspecify.annotations.NullMarked;

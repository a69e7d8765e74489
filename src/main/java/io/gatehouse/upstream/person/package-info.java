/** What upstreams are told of a person: which facts, in which headers, within which size. */
@NullMarked
package io.gatehouse.upstream.person;

import org.jspecify.annotations.NullMarked;

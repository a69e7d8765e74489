/** Where members are kept: sealed, each under the names by which it is found. */
@NullMarked
package io.gatehouse.member.store;

import org.jspecify.annotations.NullMarked;

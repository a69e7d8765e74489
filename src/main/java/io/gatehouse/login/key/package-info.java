/** Identity providers' signing keys: which of them count, which are tried, and on whose time. */
@NullMarked
package io.gatehouse.login.key;

import org.jspecify.annotations.NullMarked;

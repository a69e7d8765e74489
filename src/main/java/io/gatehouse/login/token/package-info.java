/** What must hold of a token besides its signature: who made it, and for whose account. */
@NullMarked
package io.gatehouse.login.token;

import org.jspecify.annotations.NullMarked;

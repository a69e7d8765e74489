/** Every way a sign-in fails at or because of the identity provider: what it is called, and who mends what. */
@NullMarked
package io.gatehouse.login.fault;

import org.jspecify.annotations.NullMarked;

/** To which addresses the gateway connects, whoever names them and whatever a name leads to. */
@NullMarked
package io.gatehouse.login.reach.address;

import org.jspecify.annotations.NullMarked;

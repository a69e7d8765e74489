/** Who has signed in: what all that came at a sign-in says of the person. */
@NullMarked
package io.gatehouse.login.person;

import org.jspecify.annotations.NullMarked;

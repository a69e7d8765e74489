/** Whether the identity provider still vouches for whoever is signed in: when it is asked again, and how. */
@NullMarked
package io.gatehouse.login.recheck;

import org.jspecify.annotations.NullMarked;

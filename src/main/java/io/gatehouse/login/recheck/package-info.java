/** Whether the identity provider still vouches for whoever is signed in: when it is asked again, how, and what it hands out then. */
@NullMarked
package io.gatehouse.login.recheck;

import org.jspecify.annotations.NullMarked;

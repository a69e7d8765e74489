/** The Sessions page: who is signed in, and how an admin ends that. */
@NullMarked
package io.gatehouse.console.session;

import org.jspecify.annotations.NullMarked;

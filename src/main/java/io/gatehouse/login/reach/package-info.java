/** How identity providers are reached: over whose connections, through what proxy, and how much they may answer. */
@NullMarked
package io.gatehouse.login.reach;

import org.jspecify.annotations.NullMarked;

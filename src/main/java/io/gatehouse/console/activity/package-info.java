/** The page on which an organization's admins see what happened. */
@NullMarked
package io.gatehouse.console.activity;

import org.jspecify.annotations.NullMarked;

/** The organization's identity provider: reached, discovered, remembered, and its ID tokens verified. */
@NullMarked
package io.gatehouse.login.provider;

import org.jspecify.annotations.NullMarked;

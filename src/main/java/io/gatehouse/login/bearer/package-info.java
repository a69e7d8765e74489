/** Programs that come with a token of the organization's own identity provider (RFC 6750). */
@NullMarked
package io.gatehouse.login.bearer;

import org.jspecify.annotations.NullMarked;

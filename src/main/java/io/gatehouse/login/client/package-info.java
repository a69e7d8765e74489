/** What an organization registered us with at its identity provider: its client secrets, which works, and for how long. */
@NullMarked
package io.gatehouse.login.client;

import org.jspecify.annotations.NullMarked;

/** What an identity provider answers in a code exchange, and how much of it is believed. */
@NullMarked
package io.gatehouse.login.answer;

import org.jspecify.annotations.NullMarked;

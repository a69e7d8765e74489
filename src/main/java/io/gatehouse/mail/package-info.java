/** Mail that the gateway sends: handed to one server, as safely as the operator asks for, or not at all. */
@NullMarked
package io.gatehouse.mail;

import org.jspecify.annotations.NullMarked;

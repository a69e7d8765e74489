/** What a browser holds of its sessions: an id each, and the cookie that carries it. */
@NullMarked
package io.gatehouse.session.cookie;

import org.jspecify.annotations.NullMarked;

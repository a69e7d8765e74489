package io.gatehouse.upstream.open;

import org.jspecify.annotations.Nullable;

/** What is open, and so how it can end. */
public enum Kind {
    /** With a code, at any time. */
    WEB_SOCKET,
    /** After any part: its reader asks again for what is missing. */
    EVENT_STREAM,
    /** Only broken off: half of it must not look whole. At a stop it has as long as every request. */
    ANSWER;

    private static final String EVENTS = "text/event-stream";

    /** @param contentType of an answer; null where it says none */
    public static Kind of(@Nullable String contentType) {
        return contentType != null && contentType.regionMatches(true, 0, EVENTS, 0, EVENTS.length())
                ? EVENT_STREAM
                : ANSWER;
    }
}

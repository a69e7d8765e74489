package io.gatehouse.upstream;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;

/** A set of header names as HTTP compares them, without making lower-case copies of what is asked for. */
final class HeaderNames {

    /** What speaks of one connection only (RFC 9110 §7.6.1 and what RFC 2616 §13.5.1 had before). */
    static final HeaderNames OF_THE_CONNECTION = of(
            "Connection",
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade");

    private final HttpHeaders names = new DefaultHttpHeaders();

    private HeaderNames() {}

    static HeaderNames of(String... names) {
        HeaderNames set = new HeaderNames();
        for (String name : names) {
            set.names.set(name, "");
        }
        return set;
    }

    /** These and others. */
    HeaderNames and(String... others) {
        HeaderNames set = of(others);
        set.names.add(names);
        return set;
    }

    boolean contains(CharSequence name) {
        return names.contains(name);
    }
}

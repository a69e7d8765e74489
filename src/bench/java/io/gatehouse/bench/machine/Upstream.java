package io.gatehouse.bench.machine;

import java.net.URI;
import java.util.Locale;

/**
 * What stands behind every gateway: static answers of two sizes, a page that says whom it was told of, and a count of
 * what it has answered, so that no gateway can count what never got here.
 */
public sealed interface Upstream extends AutoCloseable permits NginxUpstream, JavaUpstream {

    /** The last segment of every path that is asked for. */
    enum Page {
        SMALL("1k", 1024),
        LARGE("64k", 64 * 1024),
        /** The small one, with {@link #SEEN_USER} and {@link #SEEN_EMAIL} in its head. */
        WHOAMI("whoami", 1024);

        private final String segment;
        private final int bytes;

        Page(String segment, int bytes) {
            this.segment = segment;
            this.bytes = bytes;
        }

        public String segment() {
            return segment;
        }

        public int bytes() {
            return bytes;
        }

        public String body() {
            return String.format(Locale.ROOT, "%-63s%n", "gatehouse bench").repeat(bytes / 64);
        }
    }

    String SEEN_USER = "X-Seen-User";
    String SEEN_EMAIL = "X-Seen-Email";

    static Upstream start(Folder folder) {
        return Tool.NGINX.missing().isEmpty() ? NginxUpstream.start(folder) : JavaUpstream.start();
    }

    int port();

    /** Requests answered so far. */
    long answered();

    String version();

    default URI address() {
        return URI.create("http://127.0.0.1:" + port());
    }

    @Override
    void close();
}

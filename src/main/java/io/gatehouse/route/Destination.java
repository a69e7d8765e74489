package io.gatehouse.route;

import io.gatehouse.route.header.HeaderPlan;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Where a route leads. */
public sealed interface Destination {

    /**
     * A service behind the gateway.
     *
     * @param address scheme, host and port; an organization may have its own; or {@link #FORWARD_AUTH}
     * @param stripPrefix whether the upstream lives at {@code /} and does not see the part before {@code **}
     * @param userFormat how {@code X-Forwarded-User} names the person
     * @param assertion whether it gets a signed assertion of who the person is
     * @param tls certificates of its own; null for what Java trusts
     * @param filters Spring Cloud Gateway's filters in their own shorthand, from the allow list
     * @param headers which headers tell it of people
     */
    record Upstream(
            URI address,
            boolean stripPrefix,
            UserFormat userFormat,
            boolean assertion,
            @Nullable UpstreamTls tls,
            List<String> filters,
            HeaderPlan headers)
            implements Destination {

        private static final Set<String> PATH_FILTERS = Set.of("StripPrefix", "PrefixPath", "RewritePath", "SetPath");

        /** In place of an address: another proxy leads there, and asks here who may come. */
        public static final URI FORWARD_AUTH = URI.create("forward-auth://elsewhere");

        public Upstream {
            filters = List.copyOf(filters);
        }

        /** Whether a filter makes another path of the one that came. */
        public boolean changesPath() {
            return filters.stream().anyMatch(filter -> PATH_FILTERS.contains(nameOf(filter)));
        }

        /** Whether a filter reads the query's parameters and writes them anew. */
        public boolean changesQuery() {
            return filters.stream().anyMatch(filter -> nameOf(filter).endsWith("RequestParameter"));
        }

        private static String nameOf(String filter) {
            return filter.replaceFirst("=.*", "").strip();
        }

        public boolean isForwardAuth() {
            return address.equals(FORWARD_AUTH);
        }

        /** One that is told of people as oauth2-proxy does it. */
        public Upstream(
                URI address,
                boolean stripPrefix,
                UserFormat userFormat,
                boolean assertion,
                @Nullable UpstreamTls tls,
                List<String> filters) {
            this(address, stripPrefix, userFormat, assertion, tls, filters, HeaderPlan.STANDARD);
        }
    }

    /**
     * One of the gateway's own pages.
     *
     * @param place on which of the gateway's origins it is
     */
    record Page(Handler handler, Place place) implements Destination {

        /** On which origins a page is. */
        public enum Place {
            /** On all of them: pictures and the like, and what asks for no cookie. */
            EVERYWHERE,
            /** On the public URL alone. */
            PUBLIC,
            /** Where the organization lives, and on the console's. */
            ORGANIZATION,
            /** On the console's where it has one; else where the organization lives. */
            CONSOLE
        }

        /** Answers a request that the rooms have let through. */
        public interface Handler {
            Mono<Void> handle(ServerWebExchange exchange, Visit visit);
        }
    }

    /** How {@code X-Forwarded-User} names the person. */
    enum UserFormat {
        /** {@code organization:subject}: unique across organizations. */
        QUALIFIED,
        /** The subject alone, as the identity provider gave it. */
        SUBJECT
    }
}

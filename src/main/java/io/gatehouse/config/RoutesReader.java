package io.gatehouse.config;

import io.gatehouse.config.GatewaySettings.Forwarder;
import io.gatehouse.config.route.AccessReader;
import io.gatehouse.config.route.HeadersReader;
import io.gatehouse.config.route.RulesReader;
import io.gatehouse.config.route.TlsReader;
import io.gatehouse.config.route.TokensReader;
import io.gatehouse.config.source.ConfigFiles;
import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Section;
import io.gatehouse.config.source.Value;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Reads;
import io.gatehouse.route.AllowedFilters;
import io.gatehouse.route.Destination.Upstream;
import io.gatehouse.route.Destination.UserFormat;
import io.gatehouse.route.Route;
import io.gatehouse.route.RoutePath;
import io.gatehouse.route.UpstreamTls;
import io.gatehouse.route.access.Rules;
import io.gatehouse.route.header.HeaderPlan;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code routes.yaml}: where requests may go, and who may take them there. */
final class RoutesReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,60}");

    private static final String FORWARD_AUTH = "forward-auth";
    private static final String UPSTREAM = "http://host:port, https://host:port or " + FORWARD_AUTH;

    private final TlsReader tls;
    private final Forwarder forwarder;
    private final boolean proxiesAsk;
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> elsewhere = new LinkedHashSet<>();
    private final Map<RoutePath, Place> paths = new HashMap<>();
    private final AccessReader access = new AccessReader();
    private final RulesReader rules = new RulesReader(access);
    private final Set<ClaimPath> claims = new LinkedHashSet<>();

    /** @param proxiesAsk whether any proxy could ask who may take a route */
    RoutesReader(ConfigFiles files, Forwarder forwarder, boolean proxiesAsk) {
        this.tls = new TlsReader(files);
        this.forwarder = forwarder;
        this.proxiesAsk = proxiesAsk;
    }

    List<Route> read(Section file) {
        Section routes = file.section("routes");
        file.end();
        List<Route> read = new ArrayList<>();
        routes.sections().forEach((name, section) -> route(name, section).ifPresent(read::add));
        rules.check(paths);
        return read;
    }

    /** Of those that may have another upstream for an organization; also of routes that have mistakes. */
    Set<String> names() {
        Set<String> here = new LinkedHashSet<>(names);
        here.removeAll(elsewhere);
        return here;
    }

    /** What routes read of people besides their roles. */
    Reads reads() {
        Set<ClaimPath> all = new LinkedHashSet<>(claims);
        all.addAll(access.reads().claims());
        return new Reads(all, access.reads().groups());
    }

    /** Says what of access could not be meant, now that the organizations are known. */
    void checkAccess(Collection<Organization> organizations) {
        access.check(organizations);
    }

    private Optional<Route> route(String name, Section section) {
        names.add(name);
        if (!NAME.matcher(name).matches()) {
            section.place().problem(name + " (expected: 1 to 60 of a-z, 0-9 and -)");
        }
        Optional<RoutePath> path = section.require("path", RoutePath.EXPECTED, RoutePath::parse);
        Optional<URI> upstream = section.require("upstream", UPSTREAM, RoutesReader::upstream);
        Rules rules = this.rules.read(section, path);
        UserFormat user = section.read("user", Kinds.oneOf(UserFormat.class)).orElse(UserFormat.QUALIFIED);
        boolean stripPrefix = section.read("strip-prefix", Kinds::flag).orElse(false);
        List<String> filters = filters(section);
        Optional<UpstreamTls> tls = tls(section, upstream, filters);
        boolean assertion = section.read("assertion", Kinds::flag).orElse(true);
        Route.Tokens tokens = TokensReader.read(section, rules);
        HeaderPlan headers = HeadersReader.read(section);
        section.end();

        claims.addAll(headers.claims());
        tokens.accessTokenHeader().filter(headers::writes).ifPresent(taken -> section.place("headers")
                .problem(taken + " (expected: another name; relay sends the access token in it)"));
        if (upstream.filter(Upstream.FORWARD_AUTH::equals).isPresent()) {
            elsewhere.add(name);
            checkForwardAuth(section);
        }
        path.ifPresent(found -> checkPath(found, section, stripPrefix));
        if (path.isEmpty() || upstream.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Route(
                name,
                path.get(),
                new Upstream(upstream.get(), stripPrefix, user, assertion, tls.orElse(null), filters, headers),
                rules,
                tokens));
    }

    private static URI upstream(String text) {
        return text.equals(FORWARD_AUTH) ? Upstream.FORWARD_AUTH : Kinds.address(text);
    }

    /** What is done to a request on its way is the other proxy's matter. */
    private void checkForwardAuth(Section route) {
        for (String key : List.of("strip-prefix", "filters", "tls", "relay")) {
            if (route.has(key)) {
                route.place(key)
                        .problem("with upstream: " + FORWARD_AUTH + " (expected: none; the other proxy forwards)");
            }
        }
        if (!proxiesAsk) {
            route.place("upstream").note(FORWARD_AUTH + ": no proxy may ask without gateway.forward-auth-secret");
        }
    }

    private Optional<UpstreamTls> tls(Section route, Optional<URI> upstream, List<String> filters) {
        Section section = route.section("tls");
        Optional<UpstreamTls> tls = this.tls.read(section);
        if (!section.keys().isEmpty()) {
            if (!filters.isEmpty() || !forwarder.equals(Forwarder.OWN)) {
                section.place()
                        .problem(
                                "with filters, or with gateway.forwarder: spring (expected: neither; Spring Cloud Gateway's chain has one TLS configuration for all routes)");
            }
            if (upstream.filter(address -> "http".equals(address.getScheme())).isPresent()) {
                section.place().problem("for an upstream without TLS (expected: upstream: https://…)");
            }
        }
        return tls;
    }

    private void checkPath(RoutePath path, Section section, boolean stripPrefix) {
        Place before = paths.putIfAbsent(path, section.place());
        if (before != null) {
            section.place("path")
                    .problem(path + " (expected: a path of its own; it is the path of " + before.key() + ", line "
                            + before.line() + ")");
        }
        if (stripPrefix && !path.open()) {
            section.place("strip-prefix").problem("true (expected: a path that ends with /**, or false)");
        }
    }

    private static List<String> filters(Section section) {
        List<String> filters = new ArrayList<>();
        for (Value value : section.values("filters")) {
            // As written: a filter's argument is the last place where anything should be put in.
            if (AllowedFilters.allows(value.written())) {
                filters.add(value.written());
            } else {
                String comma = value.written().contains("=") ? "" : "; quote a filter that has a comma in it";
                value.place().problem(value.written() + " (expected: " + AllowedFilters.EXPECTED + comma + ")");
            }
        }
        return filters;
    }
}

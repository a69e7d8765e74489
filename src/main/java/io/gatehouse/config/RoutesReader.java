package io.gatehouse.config;

import io.gatehouse.config.GatewaySettings.Forwarder;
import io.gatehouse.config.route.AccessReader;
import io.gatehouse.config.route.RulesReader;
import io.gatehouse.config.source.ConfigFiles;
import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Section;
import io.gatehouse.config.source.Value;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Reads;
import io.gatehouse.route.AllowedFilters;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Destination.UserFormat;
import io.gatehouse.route.Route;
import io.gatehouse.route.RoutePath;
import io.gatehouse.route.UpstreamTls;
import io.gatehouse.route.access.Rules;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** Reads {@code routes.yaml}: where requests may go, and who may take them there. */
final class RoutesReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,60}");

    /** Of two families that no client can send, in no spelling, and that hold no header of ours of this ending. */
    private static final Pattern RELAY = Pattern.compile(
            "access-token(?: in (Authorization|X-(?:Forwarded|Auth-Request)-(?:[A-Za-z0-9]{1,20}-){0,3}Token))?");

    private static final String RELAYED =
            "access-token, for Authorization, or access-token in X-Forwarded-…-Token or X-Auth-Request-…-Token";

    private static final String AUDIENCE = "what bearer tokens must be made for, such as api://portal";

    private final TlsReader tls;
    private final Forwarder forwarder;
    private final Set<String> names = new LinkedHashSet<>();
    private final Map<RoutePath, Place> paths = new HashMap<>();
    private final AccessReader access = new AccessReader();
    private final RulesReader rules = new RulesReader(access);

    RoutesReader(ConfigFiles files, Forwarder forwarder) {
        this.tls = new TlsReader(files);
        this.forwarder = forwarder;
    }

    List<Route> read(Section file) {
        Section routes = file.section("routes");
        file.end();
        List<Route> read = new ArrayList<>();
        routes.sections().forEach((name, section) -> route(name, section).ifPresent(read::add));
        rules.check(paths);
        return read;
    }

    /** Also of routes that have mistakes. */
    Set<String> names() {
        return names;
    }

    /** What routes read of people besides their roles. */
    Reads reads() {
        return access.reads();
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
        Optional<URI> upstream = section.require("upstream", "http://host:port or https://host:port", Kinds::address);
        Rules rules = this.rules.read(section, path);
        UserFormat user = section.read("user", Kinds.oneOf(UserFormat.class)).orElse(UserFormat.QUALIFIED);
        boolean stripPrefix = section.read("strip-prefix", Kinds::flag).orElse(false);
        List<String> filters = filters(section);
        Optional<UpstreamTls> tls = tls(section, upstream, filters);
        boolean assertion = section.read("assertion", Kinds::flag).orElse(true);
        Route.Tokens tokens = new Route.Tokens(bearerAudiences(section), accessTokenHeader(section, rules));
        section.end();

        path.ifPresent(found -> checkPath(found, section, stripPrefix));
        if (path.isEmpty() || upstream.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Route(
                name,
                path.get(),
                new Destination.Upstream(upstream.get(), stripPrefix, user, assertion, tls.orElse(null), filters),
                rules,
                tokens));
    }

    private static Optional<String> accessTokenHeader(Section route, Rules rules) {
        Optional<String> header = route.read("relay", RoutesReader::header);
        if (header.isPresent() && rules.letStrangersIn()) {
            route.place("relay")
                    .problem("with access or a rule: anyone (expected: members or roles; a stranger has no token)");
        }
        return header;
    }

    private static String header(String text) {
        Matcher relay = RELAY.matcher(text);
        if (!relay.matches()) {
            throw Kinds.refused(text, RELAYED);
        }
        return Objects.requireNonNullElse(relay.group(1), HttpHeaders.AUTHORIZATION);
    }

    /** There is no default: an ID token, or what was made for another application, must not open a route by an oversight. */
    private static Set<String> bearerAudiences(Section route) {
        Section section = route.section("bearer");
        if (route.has("bearer")) {
            section.isThere("audience", AUDIENCE);
        }
        Set<String> audiences = new LinkedHashSet<>();
        section.someValues("audience", AUDIENCE)
                .forEach(value -> value.as(Kinds::text).ifPresent(audiences::add));
        section.end();
        return audiences;
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

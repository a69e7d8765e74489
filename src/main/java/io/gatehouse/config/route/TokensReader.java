package io.gatehouse.config.route;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Section;
import io.gatehouse.route.Route;
import io.gatehouse.route.access.Rules;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** Reads which tokens of identity providers a route takes, and which it hands on. */
public final class TokensReader {

    /** Of two families that no client can send, in no spelling, and that hold no header of ours of this ending. */
    private static final Pattern RELAY = Pattern.compile(
            "access-token(?: in (Authorization|X-(?:Forwarded|Auth-Request)-(?:[A-Za-z0-9]{1,20}-){0,3}Token))?");

    private static final String RELAYED =
            "access-token, for Authorization, or access-token in X-Forwarded-…-Token or X-Auth-Request-…-Token";

    private static final String AUDIENCE = "what bearer tokens must be made for, such as api://portal";

    private TokensReader() {}

    public static Route.Tokens read(Section route, Rules rules) {
        return new Route.Tokens(bearerAudiences(route), accessTokenHeader(route, rules));
    }

    private static Optional<String> accessTokenHeader(Section route, Rules rules) {
        Optional<String> header = route.read("relay", TokensReader::header);
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
}

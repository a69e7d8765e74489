package io.gatehouse.demo;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.util.StringUtils;

/** Who is asking, as an upstream reads it: from the gateway's headers, without a look at cookies or tokens. */
record Visitor(HttpHeaders headers) {

    String user() {
        return header("X-Forwarded-User");
    }

    String username() {
        return header("X-Forwarded-Preferred-Username");
    }

    String email() {
        return header("X-Forwarded-Email");
    }

    /** What to call them: the friendliest there is. */
    String name() {
        return Stream.of(username(), email(), user())
                .filter(StringUtils::hasText)
                .findFirst()
                .orElse("stranger");
    }

    String organization() {
        return header("X-Forwarded-Organization");
    }

    String organizationName() {
        return DemoOrganizations.find(organization())
                .map(DemoOrganization::displayName)
                .orElse(organization());
    }

    String accent() {
        return DemoOrganizations.find(organization())
                .map(DemoOrganization::accent)
                .orElse("#4b5563");
    }

    List<String> roles() {
        return list("X-Forwarded-Roles");
    }

    List<String> groups() {
        return list("X-Forwarded-Groups");
    }

    boolean isSignedIn() {
        return !user().isEmpty();
    }

    /** Where this portal's {@code /} is for the browser, as a path that ends in a slash. */
    String base() {
        String prefix = header("X-Forwarded-Prefix");
        return prefix.matches("(/[A-Za-z0-9._~-]+)+/?") ? prefix.replaceAll("/$", "") + "/" : "/";
    }

    /** The same as an absolute address, for what is pasted elsewhere. */
    String address() {
        String host = Optional.of(header("X-Forwarded-Host"))
                .filter(StringUtils::hasText)
                .orElse(headers.get("Host", "localhost"));
        String scheme = header("X-Forwarded-Proto").equals("https") ? "https" : "http";
        String port = header("X-Forwarded-Port");
        boolean needsPort = !host.matches(".*:\\d+") && port.matches("\\d+") && !port.equals(usual(scheme));
        return scheme + "://" + host + (needsPort ? ":" + port : "") + base();
    }

    private static String usual(String scheme) {
        return scheme.equals("https") ? "443" : "80";
    }

    private String header(String name) {
        return headers.get(name, "");
    }

    private List<String> list(String name) {
        return Stream.of(header(name).split(","))
                .map(String::trim)
                .filter(StringUtils::hasText)
                .map(Visitor::decoded)
                .toList();
    }

    /** Commas and the like arrive percent-encoded, so that one group stays one group. */
    private static String decoded(String element) {
        try {
            return StringUtils.uriDecode(element, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return element;
        }
    }
}

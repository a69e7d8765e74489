package io.gatehouse.journey;

import java.util.List;

/** By which some upstream knows who somebody is, where they come from or how: ours, and those of our kind. */
final class SpoofedHeaders {

    static final List<String> NAMES = List.of(
            "X-Forwarded-User",
            "X-Forwarded-Preferred-Username",
            "X-Forwarded-Email",
            "X-Forwarded-Groups",
            "X-Forwarded-Roles",
            "X-Forwarded-Organization",
            "X-Forwarded-Access-Token",
            "X-Gatehouse-Jwt-Assertion",
            "X-Gatehouse-Sign-In",
            "Remote-User",
            "Remote-Name",
            "Remote-Email",
            "Remote-Groups",
            "X-Remote-User",
            "X-Auth-Request-User",
            "X-Auth-Request-Preferred-Username",
            "X-Auth-Request-Email",
            "X-Auth-Request-Groups",
            "X-WebAuth-User",
            "X-Auth-User",
            "X-Authenticated-User",
            "X-User");

    private SpoofedHeaders() {}
}

package io.gatehouse.route.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.request.RequestPath;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

class RulesTests {

    private static final Access ADMINS = Access.roles(Set.of("admin"));

    private final Rules rules = Rules.of(
            List.of(
                    rule("/healthz", new Access.Anyone()),
                    rule("/public/**", new Access.Anyone()),
                    rule("/admin/**", Access.roles(Set.of("viewer", "admin")), "GET"),
                    rule("/admin/**", ADMINS),
                    rule("/projects/*/members", ADMINS, "POST", "DELETE"),
                    rule("/reports", ADMINS)),
            new Access.Members());

    @ParameterizedTest
    @CsvSource({
        "GET,    /acme/portal,                      access",
        "GET,    /acme/portal/,                     access",
        "GET,    /acme/portal/healthz,              /healthz",
        "GET,    /acme/portal/healthz/,             /healthz",
        "GET,    /acme/portal/healthz/more,         access",
        "GET,    /acme/portal/public,               /public/**",
        "GET,    /acme/portal/public/a/b,           /public/**",
        "GET,    /acme/portal/publicity,            access",
        "GET,    /acme/portal/admin,                GET /admin/**",
        "HEAD,   /acme/portal/admin/users,          GET /admin/**",
        "POST,   /acme/portal/admin/users/,         /admin/**",
        "OPTIONS,/acme/portal/admin/users,          /admin/**",
        "GET,    /acme/portal/administration,       access",
        "POST,   /acme/portal/projects/7/members,   'DELETE, POST /projects/*/members'",
        "GET,    /acme/portal/projects/7/members,   access",
        "POST,   /acme/portal/projects/members,     access",
        "POST,   /acme/portal/projects/7/members/8, access",
        "GET,    /acme/portal/reports,              /reports",
        "GET,    /acme/portal/reports/2026,         access"
    })
    void theFirstRuleThatARequestFitsDecides(String method, String path, String expected) {
        assertThat(found(method, path).toString()).endsWith(expected);
    }

    @Test
    void onAnOrganizationsOwnOriginItsNameIsNotInThePath() {
        Rule rule = rules.find(RequestPath.parse("/portal/admin/users").orElseThrow(), 1, HttpMethod.POST);

        assertThat(rule.allow()).isEqualTo(ADMINS);
    }

    /** What a rule closes is not open to whoever writes it otherwise; who does, comes nowhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/acme/portal/Admin",
                "/acme/portal/ADMIN/users",
                "/acme/portal/admin./users",
                "/acme/portal/admin%20",
                "/acme/portal/%61DMIN",
                "/acme/portal/admin%C2%AD/users", // soft hyphen
                "/acme/portal/ad%E2%80%8Bmin/users", // zero width space
                "/acme/portal/%EF%BC%A1dmin/users", // full width
                "/acme/portal/adm%C4%B1n/users", // dotless i
                "/acme/portal/adm%C3%ADn/users", // í
                "/acme/portal/%C2%AD/admin/users", // nothing that is seen
                "/acme/portal/%20/admin",
                "/acme/portal/admin%EF%BC%8Fusers", // full-width slash
                "/acme/portal/admin%3Fx", // CVE-2024-38473
                "/acme/portal/admin%23x",
                "/acme/portal/admin::$INDEX_ALLOCATION/users", // NTFS
                "/acme/portal/admin:$i30:$INDEX_ALLOCATION/users",
                "/acme/portal/Reports"
            })
    @Proves("SEC-80")
    void aSpellingThatAnUpstreamMightTakeForTheRulesPathIsNobodys(String path) {
        for (String method : List.of("GET", "POST")) {
            assertThat(found(method, path).allow()).as(method).isEqualTo(new Access.Nobody());
        }
    }

    /** What a rule opens is open to the letter, and everything else is as if there were no rule. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/acme/portal/Public/a",
                "/acme/portal/PUBLIC",
                "/acme/portal/public./a",
                "/acme/portal/HealthZ",
                "/acme/portal/public%23/a",
                "/acme/portal/public%3Fa",
                "/acme/portal/%EF%BD%90ublic/a"
            })
    @Proves("SEC-80")
    void whatIsOpenIsOpenInOneSpellingOnly(String path) {
        assertThat(found("GET", path).allow()).isEqualTo(new Access.Members());
    }

    /** These never come so far: they have one reading for the rules and another one for some upstream. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/acme/portal/public/../admin",
                "/acme/portal/public/%2e%2e/admin",
                "/acme/portal/public/..%2fadmin",
                "/acme/portal/public%2f..%2fadmin",
                "/acme/portal/public/..;/admin",
                "/acme/portal/admin;x=1/users",
                "/acme/portal//admin",
                "/acme/portal/./admin",
                "/acme/portal/x%5c..%5cadmin",
                "/acme/portal/%2561dmin",
                "/acme/portal/admin%00",
                "/acme/portal/admin%3b",
                "/acme/portal/%c0%aeadmin"
            })
    @Proves("SEC-80")
    void whatTwoReadersCouldReadDifferentlyComesToNoRule(String path) {
        assertThat(RequestPath.parse(path)).isEmpty();
    }

    @Test
    void anEncodedLetterIsThatLetter() {
        assertThat(found("POST", "/acme/portal/%61dmin/users").allow()).isEqualTo(ADMINS);
    }

    @Test
    void oneRuleCoversAnotherWhenNoRequestIsLeftForThat() {
        assertThat(rule("/a/**", ADMINS).covers(rule("/a/b", ADMINS, "GET"))).isTrue();
        assertThat(rule("/a/**", ADMINS).covers(rule("/a", ADMINS))).isTrue();
        assertThat(rule("/*/b", ADMINS).covers(rule("/a/b", ADMINS))).isTrue();
        assertThat(rule("/a", ADMINS, "GET").covers(rule("/a", ADMINS, "HEAD"))).isTrue();

        assertThat(rule("/a", ADMINS).covers(rule("/a/**", ADMINS))).isFalse();
        assertThat(rule("/a/b", ADMINS).covers(rule("/*/b", ADMINS))).isFalse();
        assertThat(rule("/a/**", ADMINS, "GET").covers(rule("/a", ADMINS))).isFalse();
        assertThat(rule("/a", ADMINS, "HEAD").covers(rule("/a", ADMINS, "GET"))).isFalse();
    }

    private Rule found(String method, String path) {
        return rules.find(RequestPath.parse(path).orElseThrow(), 2, HttpMethod.valueOf(method));
    }

    private static Rule rule(String path, Access allow, String... methods) {
        Set<HttpMethod> named = Arrays.stream(methods).map(HttpMethod::valueOf).collect(Collectors.toSet());
        return new Rule("rules[0]", RulePath.parse(path), named, allow);
    }
}

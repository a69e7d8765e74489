package io.gatehouse.upstream.person;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.assertion.AssertionKeys;
import io.gatehouse.assertion.Assertions;
import io.gatehouse.assertion.GivenKeys;
import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Organizations;
import io.gatehouse.organization.Reads;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Destination.UserFormat;
import io.gatehouse.route.header.Fact;
import io.gatehouse.route.header.HeaderPlan;
import io.gatehouse.route.header.HeaderPlan.Groups;
import io.gatehouse.route.header.Preset;
import io.gatehouse.secret.Secret;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the headers about a person, and what gives way when it is too much. */
class PersonHeadersTests {

    private static final int BUDGET = 4_096;
    private static final ClaimPath DEPARTMENT = new ClaimPath("department");

    private final TestClock clock = new TestClock();
    private final AssertionKeys keys = AssertionKeys.given(GivenKeys.of(List.of(Secret.of(key()))), clock);
    private final Assertions assertions = new Assertions(keys, PublicUrl.parse("https://portal.example.com"), clock);
    private final Organization acme = TestOrganizations.acme();

    @AfterEach
    void stop() {
        keys.close();
    }

    @Test
    void aGroupIsToldThatGivesARoleOrThatARouteNames() {
        Organization reading = acme.readBy(new Reads(Set.of(), Set.of("auditors")));

        assertThat(told(reading, person(List.of("engineering", "auditors", "choir"), Map.of()), plan(Groups.USED)))
                .containsEntry("X-Forwarded-Groups", "engineering,auditors")
                .doesNotContainKey(Told.MISSING);
        assertThat(told(reading, person(List.of("engineering", "auditors", "choir"), Map.of()), plan(Groups.ALL)))
                .containsEntry("X-Forwarded-Groups", "engineering,auditors,choir");
    }

    /** The edge is found group by group: there is no number of them at which something is cut. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allGroupsOrNoneAreToldAndNeverMoreThanTheBudget(boolean assertion) throws Exception {
        boolean before = false;
        int most = 0;
        for (int count = 0; count <= 250; count++) {
            List<String> groups =
                    IntStream.range(0, count).mapToObj(i -> "Gruppe ü, " + i).toList();
            Map<String, String> told = told(acme, person(groups, Map.of()), plan(Groups.ALL), assertion);

            boolean lacking = told.containsKey(Told.MISSING);
            assertThat(size(told)).isLessThanOrEqualTo(BUDGET);
            assertThat(lacking || !before)
                    .as("%d groups fit, fewer did not", count)
                    .isTrue();
            assertThat(told.get("X-Forwarded-Groups")).isEqualTo(lacking ? "" : HeaderValue.list(groups));
            assertThat(told).containsEntry("X-Forwarded-Roles", "member").containsEntry("X-Forwarded-User", "acme:1");
            if (assertion) {
                JWTClaimsSet asserted =
                        SignedJWT.parse(told.get(Assertions.HEADER)).getJWTClaimsSet();
                assertThat(asserted.getStringListClaim("groups")).isEqualTo(lacking ? List.of() : groups);
                assertThat(asserted.getClaim("groups_missing")).isEqualTo(lacking ? true : null);
            }
            before = lacking;
            most = lacking ? most : count;
        }
        System.out.println(
                "budget: of " + BUDGET + " bytes, " + most + " groups fit " + (assertion ? "twice" : "once"));
        assertThat(most).isBetween(20, 249);
    }

    @Test
    void whatIsTooMuchLeavesRoomForWhatIsNot() {
        Claims claims = person(
                List.of("x".repeat(BUDGET)), Map.of("department", List.of("y".repeat(BUDGET)), "floor", List.of("7")));

        Map<String, String> told =
                told(acme, claims, with(Groups.ALL, "X-Department", "claims.department", "X-Floor", "claims.floor"));

        assertThat(told)
                .containsEntry("X-Floor", "7")
                .containsEntry(Told.MISSING, "claims.department,groups")
                .doesNotContainKey("X-Department");
        assertThat(size(told)).isLessThanOrEqualTo(BUDGET);
    }

    @Test
    void whatNobodyHasSaidIsLeftOutAndWhatNobodyHasAskedForIsNamed() {
        HeaderPlan plan = with(Groups.USED, "X-Department", "claims.department");

        assertThat(told(acme, person(List.of(), Map.of("department", List.of())), plan))
                .doesNotContainKeys("X-Department", Told.MISSING);
        assertThat(told(acme, person(List.of(), Map.of()), plan))
                .doesNotContainKey("X-Department")
                .containsEntry(Told.MISSING, "claims.department");
    }

    @Test
    void groupsThatDidNotComeAreNamedToo() {
        assertThat(told(acme, person(List.of(), Map.of()).withGroupsWithheld(), plan(Groups.USED)))
                .containsEntry("X-Forwarded-Groups", "")
                .containsEntry(Told.MISSING, "groups");
    }

    @Test
    @Proves("SEC-61")
    void noHeaderSaysAnAddressThatAnotherOrganizationClaims() throws Exception {
        Claims eve = new Claims(
                        "https://login.acme.example",
                        "gatehouse",
                        "boss@globex.com",
                        "boss@globex.com",
                        Optional.of(new EmailAddress("boss@globex.com")),
                        true,
                        "groups",
                        List.of())
                .keeping(
                        List.of(DEPARTMENT, ClaimPath.NAME),
                        Map.of("department", List.of("sales", "BOSS@globex.com"), "name", "boss@globex.com"));
        HeaderPlan plan = with(
                Groups.USED,
                "X-Department",
                "claims.department",
                "X-Name",
                "name",
                "X-Subject",
                "subject",
                "X-Mail",
                "email");

        Map<String, String> told = told(acme, eve, plan);

        assertThat(told)
                .containsEntry("X-Department", "sales")
                .containsEntry("X-Subject", "acme:boss@globex.com")
                .containsEntry("X-Name", "acme:boss@globex.com")
                .containsEntry("X-Forwarded-Preferred-Username", "acme:boss@globex.com")
                .doesNotContainKeys("X-Mail", "X-Forwarded-Email");
        assertThat(SignedJWT.parse(told.get(Assertions.HEADER))
                        .getJWTClaimsSet()
                        .getClaim("preferred_username"))
                .isEqualTo("acme:boss@globex.com");
    }

    /** Whatever reader an upstream has: one may take what others would call no address at all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"boss\"@globex.com",
                "a@evil@globex.com",
                "boss@globex.com@acme.com",
                "boss\uff20globex.com",
                "boss@globex.com.",
                "boss@ globex.com",
                "boss@glo\u00adbex.com",
                "boss@globex\u3002com",
                "Boss <boss@GLOBEX.com>",
                "globex:boss"
            })
    @Proves("SEC-61")
    void nothingThatSomeReaderTakesForSomebodyOfAnotherOrganizationIsSaid(String name) throws Exception {
        Claims eve = new Claims(
                        "https://login.acme.example",
                        "gatehouse",
                        "1",
                        name,
                        Optional.empty(),
                        false,
                        "groups",
                        List.of())
                .keeping(List.of(DEPARTMENT), Map.of("department", List.of(name, "sales")));

        Map<String, String> told = told(acme, eve, with(Groups.USED, "X-Department", "claims.department"));

        assertThat(told).containsEntry("X-Forwarded-Preferred-Username", "1").containsEntry("X-Department", "sales");
        assertThat(SignedJWT.parse(told.get(Assertions.HEADER))
                        .getJWTClaimsSet()
                        .getClaim("preferred_username"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Alice @ the desk", "alice@acme.com", "@globex", "team:blue", "\u0623\u0644\u064a\u0633"})
    void whatNamesNobodyOfAnotherOrganizationIsSaid(String name) {
        Claims alice = new Claims(
                "https://login.acme.example", "gatehouse", "1", name, Optional.empty(), false, "groups", List.of());

        assertThat(told(acme, alice, plan(Groups.USED)))
                .containsEntry("X-Forwarded-Preferred-Username", HeaderValue.of(name));
    }

    @Test
    void itIsMadeOnceForARoute() {
        PersonHeaders headers = headers(acme, person(List.of("engineering"), Map.of()));
        Destination.Upstream upstream = upstream(plan(Groups.USED), true);
        Map<String, CharSequence> first = new LinkedHashMap<>();
        Map<String, CharSequence> second = new LinkedHashMap<>();

        headers.write(first::put, upstream, "portal");
        headers.write(second::put, upstream, "portal");

        assertThat(second).isEqualTo(first);
        first.forEach((name, value) -> assertThat(second.get(name)).isSameAs(value));
    }

    private Map<String, String> told(Organization organization, Claims claims, HeaderPlan plan) {
        return told(organization, claims, plan, true);
    }

    private Map<String, String> told(Organization organization, Claims claims, HeaderPlan plan, boolean assertion) {
        Map<String, String> told = new LinkedHashMap<>();
        headers(organization, claims)
                .write((name, value) -> told.put(name, value.toString()), upstream(plan, assertion), "portal");
        return told;
    }

    private PersonHeaders headers(Organization organization, Claims claims) {
        Organizations organizations =
                new Organizations(List.of(organization, TestOrganizations.globexClaiming("globex.com")));
        return PersonHeaders.of(Identity.of(organization, claims), "hash", organization, organizations, assertions);
    }

    private static Claims person(List<String> groups, Map<String, List<String>> kept) {
        return new Claims(
                "https://login.acme.example",
                "gatehouse",
                "1",
                "alice",
                Optional.of(new EmailAddress("alice@acme.example")),
                true,
                "groups",
                groups,
                Optional.empty(),
                false,
                kept);
    }

    private static HeaderPlan plan(Groups groups) {
        return with(groups);
    }

    private static HeaderPlan with(Groups groups, String... namesAndFacts) {
        Map<String, Fact> headers = new LinkedHashMap<>(Preset.OAUTH2_PROXY.headers());
        for (int i = 0; i < namesAndFacts.length; i += 2) {
            headers.put(namesAndFacts[i], Fact.parse(namesAndFacts[i + 1]));
        }
        return new HeaderPlan(headers, groups, BUDGET);
    }

    private static Destination.Upstream upstream(HeaderPlan plan, boolean assertion) {
        return new Destination.Upstream(
                URI.create("http://127.0.0.1:1"), false, UserFormat.QUALIFIED, assertion, null, List.of(), plan);
    }

    private static int size(Map<String, String> told) {
        return told.entrySet().stream()
                .mapToInt(line -> line.getKey().length() + line.getValue().length() + 4)
                .sum();
    }

    private static String key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("one").generate().toJSONString();
        } catch (com.nimbusds.jose.JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

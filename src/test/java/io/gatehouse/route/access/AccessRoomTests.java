package io.gatehouse.route.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Organizations;
import io.gatehouse.organization.Sso;
import io.gatehouse.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessRoomTests {

    private final AccessRoom room = new AccessRoom();
    private final Organization acme = TestOrganizations.acme();

    @Test
    void aStrangerTakesPublicRoutesAndSignsInForAllOthers() {
        assertThat(decide(allow(new Access.Anyone()), acme, Optional.empty())).isInstanceOf(Decision.LetThrough.class);
        assertThat(decide(allow(new Access.Members()), acme, Optional.empty()))
                .isInstanceOf(Decision.SignInFirst.class);
        assertThat(decide(allow(roles("admin")), acme, Optional.empty())).isInstanceOf(Decision.SignInFirst.class);
    }

    @Test
    void aMemberTakesMembersRoutesAndThoseOfARoleTheyHold() {
        assertThat(decide(allow(new Access.Members()), acme, person(acme, "engineering")))
                .isInstanceOf(Decision.LetThrough.class);
        assertThat(decide(allow(roles("developer", "admin")), acme, person(acme, "engineering")))
                .isInstanceOf(Decision.LetThrough.class);
        assertRefused(Problem.ROLE_MISSING, decide(allow(roles("admin")), acme, person(acme, "engineering")));
    }

    @Test
    void somebodyWithoutARoleIsNotAMember() {
        Organization strict = TestOrganizations.acmeWithoutDefaultRole();

        assertRefused(Problem.NOT_A_MEMBER, decide(allow(new Access.Members()), strict, person(strict, "sales")));
    }

    @Test
    void noValueOfSsoOpensAMembersRouteToStrangers() {
        for (Sso sso : Sso.values()) {
            Organization organization = TestOrganizations.acmeWith(sso);
            assertThat(decide(allow(new Access.Members()), organization, Optional.empty()))
                    .isNotInstanceOf(Decision.LetThrough.class);
        }
        Organization off = TestOrganizations.acmeWith(Sso.OFF);
        assertRefused(Problem.ORGANIZATION_OFF, decide(allow(new Access.Members()), off, person(off, "platform-team")));
        Organization pilot = TestOrganizations.acmeWith(Sso.PILOT);
        assertRefused(Problem.PILOT_ONLY, decide(allow(new Access.Members()), pilot, person(pilot, "engineering")));
    }

    @Test
    @Proves("SEC-40")
    void anIdentityOfAnotherOrganizationIsAStranger() {
        assertThat(decide(allow(new Access.Members()), acme, person(TestOrganizations.globex(), "platform-team")))
                .isInstanceOf(Decision.SignInFirst.class);
    }

    @Test
    void nobodysIsNobodysWhoeverTheyAre() {
        for (Optional<Identity> person : List.of(Optional.<Identity>empty(), person(acme, "platform-team"))) {
            assertRefused(Problem.UNKNOWN_ADDRESS, decide(allow(new Access.Nobody()), acme, person));
        }
    }

    @Test
    void whatIsAskedForTogetherIsHeldTogetherAndOneOfSeveralIsEnough() {
        Access both = either(new Requirement(Set.of("developer"), Set.of("engineering"), Set.of(), Map.of()));
        Access one = either(
                new Requirement(Set.of("admin"), Set.of(), Set.of(), Map.of()),
                new Requirement(Set.of(), Set.of("engineering"), Set.of(), Map.of()));

        assertThat(decide(allow(both), acme, person(acme, "engineering"))).isInstanceOf(Decision.LetThrough.class);
        assertThat(decide(allow(one), acme, person(acme, "engineering"))).isInstanceOf(Decision.LetThrough.class);
        assertRefused(Problem.NOT_FOR_THEM, decide(allow(both), acme, person(acme, "sales")));
        assertRefused(Problem.NOT_FOR_THEM, decide(allow(one), acme, person(acme, "sales")));
    }

    @Test
    void aGroupMakesNobodyAMember() {
        Organization strict = TestOrganizations.acmeWithoutDefaultRole();
        Access sales = either(new Requirement(Set.of(), Set.of("sales"), Set.of(), Map.of()));

        assertRefused(Problem.NOT_A_MEMBER, decide(allow(sales), strict, person(strict, "sales")));
    }

    @Test
    @Proves("SEC-82")
    void anAddressCountsWhereItIsVerifiedAndInNobodyElsesDomain() {
        Access domain = either(new Requirement(Set.of(), Set.of(), Set.of("acme.com"), Map.of()));
        Organization globex = TestOrganizations.globex();
        Organizations acmesDomain = new Organizations(List.of(TestOrganizations.claiming("acme", "acme.com"), globex));

        assertThat(decide(allow(domain), acme, addressed(acme, "carol@acme.com", true)))
                .isInstanceOf(Decision.LetThrough.class);
        for (String other : List.of("carol@acme.com.evil.example", "carol@sub.acme.com", "carol@notacme.com")) {
            assertRefused(Problem.NOT_FOR_THEM, decide(allow(domain), acme, addressed(acme, other, true)));
        }
        assertRefused(Problem.NOT_FOR_THEM, decide(allow(domain), acme, addressed(acme, "carol@acme.com", false)));
        assertRefused(
                Problem.NOT_FOR_THEM,
                room.decide(allow(domain), globex, acmesDomain, addressed(globex, "carol@acme.com", true)));
    }

    @Test
    void whoSignedInBeforeAClaimWasReadSignsInAgain() {
        ClaimPath department = new ClaimPath("department");
        Access eng = either(new Requirement(Set.of(), Set.of(), Set.of(), Map.of(department, Set.of("eng"))));
        Access engAdmin =
                either(new Requirement(Set.of("admin"), Set.of(), Set.of(), Map.of(department, Set.of("eng"))));

        assertThat(decide(allow(eng), acme, person(acme, "sales"))).isInstanceOf(Decision.SignInFirst.class);
        assertRefused(Problem.NOT_FOR_THEM, decide(allow(engAdmin), acme, person(acme, "sales")));
        assertThat(decide(allow(eng), acme, saying(Map.of("department", List.of("ops", "eng")))))
                .isInstanceOf(Decision.LetThrough.class);
        assertRefused(Problem.NOT_FOR_THEM, decide(allow(eng), acme, saying(Map.of("department", "engineering"))));
        assertRefused(Problem.NOT_FOR_THEM, decide(allow(eng), acme, saying(Map.of())));
    }

    private static void assertRefused(Problem problem, Decision decision) {
        assertThat(decision).isInstanceOfSatisfying(Decision.Refuse.class, refuse -> assertThat(
                        refuse.refusal().problem())
                .isEqualTo(problem));
    }

    private static Access roles(String... roles) {
        return Access.roles(Set.of(roles));
    }

    private static Access either(Requirement... requirements) {
        return new Access.MembersWith(List.of(requirements));
    }

    private static Optional<Identity> addressed(Organization organization, String email, boolean verified) {
        Claims claims = new Claims(
                "https://login.acme.example",
                "gatehouse",
                "1",
                "carol",
                EmailAddress.parse(email),
                verified,
                "groups",
                List.of());
        return Optional.of(Identity.of(organization, claims));
    }

    private Optional<Identity> saying(Map<String, Object> received) {
        Claims claims =
                person(acme, "sales").orElseThrow().claims().keeping(Set.of(new ClaimPath("department")), received);
        return Optional.of(Identity.of(acme, claims));
    }

    private Decision decide(Rule rule, Organization organization, Optional<Identity> person) {
        return room.decide(rule, organization, new Organizations(List.of(organization)), person);
    }

    private static Rule allow(Access access) {
        return Rules.of(access).rest();
    }

    private static Optional<Identity> person(Organization organization, String group) {
        Claims claims = new Claims(
                "https://login.acme.example",
                "gatehouse",
                "1",
                "carol",
                Optional.empty(),
                false,
                "groups",
                List.of(group));
        return Optional.of(Identity.of(organization, claims));
    }
}

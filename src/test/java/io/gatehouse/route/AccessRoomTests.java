package io.gatehouse.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Sso;
import io.gatehouse.problem.Problem;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessRoomTests {

    private final AccessRoom room = new AccessRoom();
    private final Organization acme = TestOrganizations.acme();

    @Test
    void aStrangerTakesPublicRoutesAndSignsInForAllOthers() {
        assertThat(room.decide(route(new Access.Anyone()), acme, Optional.empty()))
                .isInstanceOf(Decision.LetThrough.class);
        assertThat(room.decide(route(new Access.Members()), acme, Optional.empty()))
                .isInstanceOf(Decision.SignInFirst.class);
        assertThat(room.decide(route(roles("admin")), acme, Optional.empty())).isInstanceOf(Decision.SignInFirst.class);
    }

    @Test
    void aMemberTakesMembersRoutesAndThoseOfARoleTheyHold() {
        assertThat(room.decide(route(new Access.Members()), acme, person(acme, "engineering")))
                .isInstanceOf(Decision.LetThrough.class);
        assertThat(room.decide(route(roles("developer", "admin")), acme, person(acme, "engineering")))
                .isInstanceOf(Decision.LetThrough.class);
        assertRefused(Problem.ROLE_MISSING, room.decide(route(roles("admin")), acme, person(acme, "engineering")));
    }

    @Test
    void somebodyWithoutARoleIsNotAMember() {
        Organization strict = TestOrganizations.acmeWithoutDefaultRole();

        assertRefused(Problem.NOT_A_MEMBER, room.decide(route(new Access.Members()), strict, person(strict, "sales")));
    }

    @Test
    void noValueOfSsoOpensAMembersRouteToStrangers() {
        for (Sso sso : Sso.values()) {
            Organization organization = TestOrganizations.acmeWith(sso);
            assertThat(room.decide(route(new Access.Members()), organization, Optional.empty()))
                    .isNotInstanceOf(Decision.LetThrough.class);
        }
        Organization off = TestOrganizations.acmeWith(Sso.OFF);
        assertRefused(
                Problem.ORGANIZATION_OFF, room.decide(route(new Access.Members()), off, person(off, "platform-team")));
        Organization pilot = TestOrganizations.acmeWith(Sso.PILOT);
        assertRefused(
                Problem.PILOT_ONLY, room.decide(route(new Access.Members()), pilot, person(pilot, "engineering")));
    }

    @Test
    @Proves("SEC-40")
    void anIdentityOfAnotherOrganizationIsAStranger() {
        assertThat(room.decide(route(new Access.Members()), acme, person(TestOrganizations.globex(), "platform-team")))
                .isInstanceOf(Decision.SignInFirst.class);
    }

    private static void assertRefused(Problem problem, Decision decision) {
        assertThat(decision).isInstanceOfSatisfying(Decision.Refuse.class, refuse -> assertThat(
                        refuse.refusal().problem())
                .isEqualTo(problem));
    }

    private static Access roles(String... roles) {
        return new Access.Roles(Set.of(roles));
    }

    private static Route route(Access access) {
        Destination upstream = new Destination.Upstream(
                URI.create("http://127.0.0.1:1"), false, Destination.UserFormat.QUALIFIED, true, null, List.of());
        return new Route("portal", RoutePath.parse("/{organization}/portal/**"), upstream, access);
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

package io.gatehouse.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.member.Member.State;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Membership.Admit;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionTests {

    private static final Instant NOW = Instant.parse("2026-11-26T07:00:00Z");
    private static final String ISSUER = "https://login.acme.example";
    private static final EmailAddress BOB = new EmailAddress("bob@partner.example");

    private final Organization byInvitation = TestOrganizations.acmeAdmitting(Admit.INVITED, "acme.com");
    private final Organization byDomain = TestOrganizations.acmeAdmitting(Admit.DOMAINS, "acme.com");
    private final Organization anyone = TestOrganizations.acme();

    @Test
    void whoeverIsInvitedJoins() {
        Member invited = invited(NOW.plusSeconds(1));

        assertThat(decide(byInvitation, person("7", "bob@partner.example", true), null, invited))
                .isEqualTo(new Admission.Joins(invited));
    }

    @Test
    void anAddressIsTheSameInUpperCase() {
        Member invited = invited(NOW.plusSeconds(1));

        assertThat(decide(byInvitation, person("7", "Bob@Partner.Example", true), null, invited))
                .isEqualTo(new Admission.Joins(invited));
    }

    static Stream<Arguments> strangers() {
        return Stream.of(
                Arguments.of("an address that is not verified", "bob@partner.example", false),
                Arguments.of("a verified address that is said in a string", "bob@partner.example", "true"),
                Arguments.of("another address", "bob@partner.example.evil.example", true),
                Arguments.of("an address with two @", "bob@partner.example@evil.example", true),
                Arguments.of("the invited one behind another one", "evil@evil.example@partner.example", true),
                Arguments.of("a letter that looks like one", "b\u043eb@partner.example", true),
                Arguments.of("a dotless i that is an i in upper case", "b\u0131b@partner.example", true),
                Arguments.of("a tag", "bob+x@partner.example", true),
                Arguments.of("a space behind it", "bob@partner.example ", true),
                Arguments.of("a quoted one", "\"bob\"@partner.example", true),
                Arguments.of("two in a list", List.of("bob@partner.example"), true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    @Proves("SEC-90")
    void noOtherAddressTakesUpAnInvitation(String name, Object email, Object verified) {
        assertThat(decide(byInvitation, person("7", email, verified), null, invited(NOW.plusSeconds(1))))
                .isEqualTo(new Admission.Out(Problem.NOT_A_MEMBER));
    }

    @Test
    @Proves("SEC-90")
    void anInvitationThatIsBoundIsNobodyElses() {
        Member bound = invited(NOW.plusSeconds(1)).signedIn(person("1", "bob@partner.example", true), NOW);

        assertThat(decide(byInvitation, person("2", "bob@partner.example", true), null, bound))
                .isEqualTo(new Admission.Out(Problem.NOT_A_MEMBER));
        assertThat(decide(byInvitation, person("2", "bob@partner.example", true), bound, null))
                .as("even if the store says so")
                .isEqualTo(new Admission.Out(Problem.NOT_A_MEMBER));
    }

    @Test
    @Proves("SEC-90")
    void aMemberIsKnownByIssuerAndSubjectWhateverTheAddressIs() {
        Member bound = invited(NOW.plusSeconds(1)).signedIn(person("1", "bob@partner.example", true), NOW);

        assertThat(decide(byInvitation, person("1", "robert@elsewhere.example", false), bound, null))
                .isEqualTo(new Admission.In(bound));
    }

    @Test
    @Proves("SEC-90")
    void theSameSubjectAtAnotherProviderIsAnotherPerson() {
        Member bound = invited(NOW.plusSeconds(1)).signedIn(person("1", "bob@partner.example", true), NOW);
        Claims elsewhere = claims("https://login.globex.example", "1", "bob@partner.example", true);

        assertThat(decide(byInvitation, elsewhere, bound, null)).isEqualTo(new Admission.Out(Problem.NOT_A_MEMBER));
    }

    @Test
    void anInvitationEnds() {
        assertThat(decide(byInvitation, person("7", "bob@partner.example", true), null, invited(NOW)))
                .isEqualTo(new Admission.Out(Problem.INVITATION_OVER));
    }

    @Test
    @Proves("SEC-91")
    void whoeverIsBlockedStaysOutWhateverElseWouldLetThemIn() {
        for (Organization organization : List.of(anyone, byDomain, byInvitation)) {
            Claims admin = claims(ISSUER, "1", "alice@acme.com", true);
            Member blocked = Member.justInTime("m", admin, NOW).in(State.BLOCKED);

            assertThat(decide(organization, admin, blocked, null)).isEqualTo(new Admission.Out(Problem.MEMBER_BLOCKED));
        }
    }

    @Test
    void aDomainLetsInVerifiedAddressesInIt() {
        assertThat(decide(byDomain, person("7", "carol@acme.com", true), null, null))
                .isEqualTo(new Admission.Enters());
        for (Object email : new Object[] {
            "carol@eu.acme.com", "carol@acme.com.evil.example", "carol@evil.example@acme.com", "carol@notacme.com"
        }) {
            assertThat(decide(byDomain, person("7", email, true), null, null))
                    .as("%s", email)
                    .isEqualTo(new Admission.Out(Problem.NOT_A_MEMBER));
        }
        assertThat(decide(byDomain, person("7", "carol@acme.com", false), null, null))
                .isEqualTo(new Admission.Out(Problem.NOT_A_MEMBER));
    }

    @Test
    void anAdminOfTheFileNeedsNoInvitation() {
        Claims alice = person("1", "alice@acme.com", true);

        assertThat(Admission.of(byInvitation, alice, Optional.empty(), Optional.empty(), true, NOW))
                .isEqualTo(new Admission.Enters());
        assertThat(decide(byInvitation, alice, null, null))
                .as("when somebody else had the address before")
                .isEqualTo(new Admission.Out(Problem.NOT_A_MEMBER));
    }

    @Test
    void anyoneEntersWhereAnyoneMay() {
        assertThat(decide(anyone, person("7", "x@y.example", false), null, null))
                .isEqualTo(new Admission.Enters());
    }

    private static Admission decide(Organization organization, Claims claims, Member bound, Member invited) {
        return Admission.of(organization, claims, Optional.ofNullable(bound), Optional.ofNullable(invited), false, NOW);
    }

    private static Member invited(Instant until) {
        return Member.invited("m", new Invitation(BOB, "alice", NOW.minusSeconds(60), until), Optional.of("developer"));
    }

    private static Claims person(String subject, Object email, Object verified) {
        return claims(ISSUER, subject, email, verified);
    }

    private static Claims claims(String issuer, String subject, Object email, Object verified) {
        Map<String, Object> claims = new HashMap<>(Map.of("iss", issuer, "sub", subject));
        claims.put("email", email);
        claims.put("email_verified", verified);
        return Claims.from(claims, "gatehouse", TestOrganizations.acme().roles().claim());
    }
}

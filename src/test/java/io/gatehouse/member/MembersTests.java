package io.gatehouse.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.audit.Audit;
import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Standing;
import io.gatehouse.member.Invitation.Mailing;
import io.gatehouse.member.Invitations.Result;
import io.gatehouse.member.Invitations.Wanted;
import io.gatehouse.member.Member.State;
import io.gatehouse.member.store.MemberStore;
import io.gatehouse.member.store.MemoryMemberStore;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Membership.Admit;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.PersonId;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.secret.SecretKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class MembersTests {

    private static final String ISSUER = "https://login.acme.example";

    private final TestClock clock = new TestClock();
    private final Audit audit = new Audit(clock);
    private final SecretKeys keys = SecretKeys.random();
    private final MemberStore store = new MemoryMemberStore();
    private final SealedMembers sealed = new SealedMembers(store, keys);
    private final Directory directory = new Directory(sealed, clock);
    private Mailing outcome = Mailing.SENT;
    private final List<Invitation> sent = new ArrayList<>();
    private final Invitations invitations = new Invitations(
            sealed,
            directory,
            (organization, invitation, language) -> Mono.fromSupplier(() -> {
                sent.add(invitation);
                return outcome;
            }),
            audit,
            clock);
    private final Members members = new Members(sealed, audit, clock);
    private final Organization acme = TestOrganizations.acmeAdmitting(Admit.INVITED, "acme.com");
    private final Organization open = TestOrganizations.acme();

    @Test
    void whoeverIsInvitedJoinsWithTheirRoleAndComesBack() {
        invite("bob@partner.example", "developer");

        Standing first = admit(acme, person("7", "bob@partner.example"));
        Standing again = admit(acme, person("7", "bob@elsewhere.example"));

        assertThat(first.role()).contains("developer");
        assertThat(again).isEqualTo(first);
        assertThat(sent).hasSize(1);
        assertThat(only().state()).isEqualTo(State.ACTIVE);
    }

    @Test
    @Proves("SEC-90")
    void anAddressThatChangesHandsOpensNothing() {
        invite("bob@partner.example", "admin");
        admit(acme, person("7", "bob@partner.example"));

        assertRefused(Problem.NOT_A_MEMBER, () -> admit(acme, person("8", "bob@partner.example")));
        assertRefused(Problem.NOT_A_MEMBER, () -> admit(acme, person("8", "BOB@partner.example")));
    }

    @Test
    @Proves("SEC-90")
    void whereAnyoneMayComeWhoeverHasTheAddressNextIsSomebodyElse() {
        invite("bob@partner.example", "admin");
        Standing bob = admit(open, person("7", "bob@partner.example"));
        Standing next = admit(open, person("8", "bob@partner.example"));

        assertThat(next.member()).isNotEqualTo(bob.member());
        assertThat(next.role()).isEmpty();
    }

    @Test
    @Proves("SEC-90")
    void anInvitationOfOneOrganizationIsNoneOfAnothers() {
        invite("bob@partner.example", "admin");
        Organization globex = TestOrganizations.globex();

        assertThat(admit(globex, person("7", "bob@partner.example")).role()).isEmpty();
        assertThat(only().state()).isEqualTo(State.INVITED);
    }

    @Test
    void ofSeveralProvidersTheOneThatMayVouchForTheAddressMakesTheMember() {
        invite("bob@acme.com", "developer");
        Organization several = TestOrganizations.acmeWithSeveralByInvitation();

        assertThat(admit(several, person("7", "bob@acme.com")).role()).contains("developer");
        assertThat(only().person()).contains(new PersonId(ISSUER, "7"));
    }

    @Test
    @Proves("SEC-several-providers-vouching")
    void anotherOnesWordForTheAddressMakesNobodyAMember() {
        invite("bob@acme.com", "admin");
        Organization several = TestOrganizations.acmeWithSeveralByInvitation();
        Organization partners = several.through("partners").orElseThrow();
        Claims impostor = at("https://login.partner.example", "7", "bob@acme.com");

        assertRefused(Problem.NOT_A_MEMBER, () -> admit(several, impostor));
        assertRefused(Problem.NOT_A_MEMBER, () -> admit(partners, impostor));
        assertThat(only().state()).isEqualTo(State.INVITED);
    }

    @Test
    void ofTwoWhoAcceptAtOnceOneIsBound() {
        invite("bob@partner.example", "developer");

        long joined = Flux.range(0, 20)
                .flatMap(number -> members.admit(acme, person("n" + number, "bob@partner.example"))
                        .onErrorResume(refused -> Mono.empty()))
                .count()
                .block();

        assertThat(joined).isEqualTo(1);
    }

    @Test
    void oneWhoSignsInTwiceAtOnceIsEnteredOnce() {
        List<Standing> standings = Flux.range(0, 20)
                .flatMap(number -> members.admit(open, person("7", "x@y.example")))
                .distinct()
                .collectList()
                .block();

        assertThat(standings).hasSize(1);
        assertThat(only().state()).isEqualTo(State.ACTIVE);
    }

    @Test
    @Proves("SEC-91")
    void whoeverIsBlockedIsRefusedEverywhere() {
        Claims bob = person("7", "bob@partner.example");
        Standing standing = admit(open, bob);
        sealed.change(open.name(), standing.member(), member -> member.in(State.BLOCKED))
                .block();

        assertRefused(Problem.MEMBER_BLOCKED, () -> admit(open, bob));
        assertRefused(Problem.MEMBER_BLOCKED, () -> members.known(open, bob).block());
        assertThat(members.standing(open.name(), bob).blockOptional()).isEmpty();
        assertThat(members.mayStay(open, bob).block()).isFalse();
    }

    @Test
    @Proves("SEC-91")
    void whatAnotherKeyHasSealedIsAnErrorAndNoStranger() {
        Claims bob = person("7", "bob@partner.example");
        admit(open, bob);
        Members elsewhere = new Members(new SealedMembers(store, SecretKeys.random()), audit, clock);

        assertRefused(Problem.STORE_AWAY, () -> elsewhere.admit(open, bob).block());
    }

    @Test
    void anInvitationIsOverInTimeAndCanBeSentAgain() {
        invite("bob@partner.example", "developer");
        clock.pass(Invitations.LIFETIME.plus(Duration.ofSeconds(1)));
        assertRefused(Problem.INVITATION_OVER, () -> admit(acme, person("7", "bob@partner.example")));

        invitations.resend(acme, only().id(), "alice").block();

        assertThat(admit(acme, person("7", "bob@partner.example")).role()).contains("developer");
        assertThat(sent).hasSize(2);
    }

    @Test
    void whatBecameOfTheMailStandsWithTheInvitation() {
        outcome = Mailing.FAILED;
        invite("bob@partner.example", "developer");
        assertThat(mailing()).isEqualTo(Mailing.FAILED);

        outcome = Mailing.SENT;
        invitations.resend(acme, only().id(), "alice").block();

        assertThat(mailing()).isEqualTo(Mailing.SENT);
        assertThat(admit(acme, person("7", "bob@partner.example")).role()).contains("developer");
    }

    @Test
    @Proves("SEC-MAIL-4")
    void nobodyWaitsForAMailServerThatDoesNotAnswer() {
        Invitations slow =
                new Invitations(sealed, directory, (organization, invitation, language) -> Mono.never(), audit, clock);
        List<Wanted> crowd = Stream.of("one", "two", "three")
                .map(name -> new Wanted(new EmailAddress(name + "@partner.example"), Optional.empty()))
                .toList();

        StepVerifier.create(slow.inviteAll(acme, crowd, "alice"))
                .expectNextCount(3)
                .expectComplete()
                .verify(Duration.ofSeconds(1));
        StepVerifier.withVirtualTime(() -> slow.invite(
                        acme, new Wanted(new EmailAddress("four@partner.example"), Optional.empty()), "alice"))
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(2))
                .expectNext(Result.INVITED)
                .expectComplete()
                .verify(Duration.ofSeconds(5));
        assertThat(directory.all(acme.name()).collectList().block())
                .extracting(member -> member.invitation().orElseThrow().mailing())
                .containsOnly(Mailing.UNDER_WAY);
    }

    @Test
    void whatAVersionBeforeWroteWithoutAMailIsRead() {
        Invitation invitation = new Invitation(
                new EmailAddress("bob@partner.example"), "alice", clock.instant(), clock.instant(), Mailing.SENT);
        byte[] now = MemberCodec.encode(Member.invited("m", invitation, Optional.empty()));
        byte[] before = Arrays.copyOf(now, now.length - "SENT".length() - 2 * Short.BYTES);

        assertThat(MemberCodec.decode("m", now).invitation()).contains(invitation);
        assertThat(MemberCodec.decode("m", before).invitation().orElseThrow().mailing())
                .isEqualTo(Mailing.NONE);
    }

    @Test
    void anInvitationThatIsTakenBackIsNone() {
        invite("bob@partner.example", "developer");
        invitations.revoke(acme, only().id(), "alice").block();

        assertRefused(Problem.NOT_A_MEMBER, () -> admit(acme, person("7", "bob@partner.example")));
        assertThat(directory.all(acme.name()).collectList().block()).isEmpty();
    }

    @Test
    void aMemberIsNotInvitedTwice() {
        assertThat(invite("bob@partner.example", "developer")).isEqualTo(Result.INVITED);
        assertThat(invite("Bob@Partner.example", "admin")).isEqualTo(Result.KNOWN);
        admit(acme, person("7", "bob@partner.example"));
        assertThat(invite("bob@partner.example", "admin")).isEqualTo(Result.KNOWN);
        assertThat(only().role()).contains("developer");
    }

    @Test
    void takingBackDoesNotRemoveWhoeverHasAcceptedMeanwhile() {
        invite("bob@partner.example", "developer");
        String id = only().id();
        admit(acme, person("7", "bob@partner.example"));

        invitations.revoke(acme, id, "alice").block();

        assertThat(only().state()).isEqualTo(State.ACTIVE);
    }

    private Result invite(String address, String role) {
        return invitations
                .invite(acme, new Wanted(new EmailAddress(address), Optional.of(role)), "alice")
                .block();
    }

    private Standing admit(Organization organization, Claims claims) {
        return members.admit(organization, claims).block();
    }

    private Mailing mailing() {
        return only().invitation().orElseThrow().mailing();
    }

    private Member only() {
        List<Member> all = directory.all(acme.name()).collectList().block();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static void assertRefused(Problem problem, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.problem())
                .isEqualTo(problem));
    }

    private static Claims person(String subject, String email) {
        return at(ISSUER, subject, email);
    }

    private static Claims at(String issuer, String subject, String email) {
        return Claims.from(
                Map.of("iss", issuer, "sub", subject, "email", email, "email_verified", true),
                "gatehouse",
                TestOrganizations.acme().roles().claim());
    }
}

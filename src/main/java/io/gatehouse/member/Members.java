package io.gatehouse.member;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.identity.Standing;
import io.gatehouse.member.Member.State;
import io.gatehouse.member.SealedMembers.Known;
import io.gatehouse.member.store.MemberStore.Outcome;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Tells who is a member, and lets in at a sign-in whoever may be one. Errors are {@link Refusal}: 503 when the store is away. */
public final class Members {

    /** The last sign-in is for people to read; written at each, it would be most of what the store has to do. */
    private static final Duration BETWEEN_NOTES = Duration.ofHours(1);

    private static final int TIME_DIGITS = 12;
    private static final int RANDOM_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** As often others may change what a sign-in has found. */
    private static final int TRIES = 5;

    private final SealedMembers members;
    private final Audit audit;
    private final Clock clock;

    public Members(SealedMembers members, Audit audit, Clock clock) {
        this.members = members;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Whoever has just signed in, as a member from now on: bound to their invitation, or entered just in time. {@link Refusal}
     * 403 for whoever the organization does not let in.
     *
     * @param claims verified in full
     */
    public Mono<Standing> admit(Organization organization, Claims claims) {
        Claims believed = claims.believedBy(claims.through(organization));
        return decided(organization, believed)
                .flatMap(found -> carryOut(organization, believed, found))
                .repeatWhenEmpty(again -> again.take(TRIES))
                .switchIfEmpty(Mono.error(() -> Refusal.of(
                        Problem.STORE_AWAY, "members: " + organization.name() + ": changed again and again")));
    }

    /** As of now, without changing anything; empty for whoever is no member, or is blocked. */
    public Mono<Standing> standing(OrganizationName organization, Claims claims) {
        return bound(organization, claims)
                .map(Known::member)
                .filter(member -> member.state() == State.ACTIVE)
                .map(Member::standing);
    }

    /**
     * The same for whoever comes without a sign-in: nobody is entered. Empty for a stranger, of whom it is for the organization
     * to say whether they count ({@link Identity}); {@link Refusal} 403 for whoever is blocked.
     */
    public Mono<Optional<Standing>> known(Organization organization, Claims claims) {
        return bound(organization.name(), claims)
                .map(Known::member)
                .doOnNext(member -> refuseBlocked(organization.name(), member))
                .map(member -> Optional.of(member.standing()))
                .defaultIfEmpty(Optional.empty());
    }

    /** Whether this person is a member now, and not blocked: whoever has been removed is none. */
    public Mono<Boolean> isIn(OrganizationName organization, PersonId person) {
        return members.named(organization, StoredName.of(organization, person))
                .map(known -> known.member().state() == State.ACTIVE)
                .defaultIfEmpty(false);
    }

    private static void refuseBlocked(OrganizationName organization, Member member) {
        if (member.state() == State.BLOCKED) {
            throw Refusal.of(Problem.MEMBER_BLOCKED, "members: " + organization + ": " + member.id() + ": blocked");
        }
    }

    /** Whether somebody who was let in before still may be in. */
    public Mono<Boolean> mayStay(Organization organization, Claims claims) {
        return bound(organization.name(), claims)
                .map(known -> known.member().state() == State.ACTIVE)
                .defaultIfEmpty(organization.members().admitsStrangers());
    }

    /**
     * @param version of the entry that the decision is about
     * @param claim the address that they are the first admin by; empty for none
     */
    private record Decided(Admission admission, long version, Optional<EmailAddress> claim) {}

    private Mono<Decided> decided(Organization organization, Claims claims) {
        return claim(organization, claims).flatMap(claim -> decided(organization, claims, claim));
    }

    private Mono<Decided> decided(Organization organization, Claims claims, Optional<EmailAddress> claim) {
        return bound(organization.name(), claims)
                .map(known -> decided(organization, claims, Optional.of(known), Optional.empty(), claim))
                .switchIfEmpty(Mono.defer(() -> invited(organization.name(), claims)
                        .map(known -> decided(organization, claims, Optional.empty(), Optional.of(known), claim))))
                .switchIfEmpty(Mono.fromSupplier(
                        () -> decided(organization, claims, Optional.empty(), Optional.empty(), claim)));
    }

    private Decided decided(
            Organization organization,
            Claims claims,
            Optional<Known> bound,
            Optional<Known> invited,
            Optional<EmailAddress> claim) {
        Admission admission = Admission.of(
                organization,
                claims,
                bound.map(Known::member),
                invited.map(Known::member),
                claim.isPresent(),
                clock.instant());
        boolean hasOne = bound.flatMap(known -> known.member().claimed())
                .filter(claims.through(organization).admins()::contains)
                .isPresent(); // giving it up for another one would leave it to whoever has it next
        return new Decided(
                admission, bound.or(() -> invited).map(Known::version).orElse(0L), hasOne ? Optional.empty() : claim);
    }

    /** Who has claimed it stays so, whoever has the address next: it is free again when their entry is removed. */
    private Mono<Optional<EmailAddress>> claim(Organization organization, Claims claims) {
        return Mono.justOrEmpty(claims.verifiedEmail()
                        .filter(claims.through(organization).admins()::contains))
                .filterWhen(
                        address -> members.named(organization.name(), StoredName.ofAdmin(organization.name(), address))
                                .hasElement()
                                .map(taken -> !taken))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    /** Empty when somebody has changed the entry meanwhile. */
    private Mono<Standing> carryOut(Organization organization, Claims claims, Decided decided) {
        Instant now = clock.instant();
        if (decided.admission() instanceof Admission.In in) {
            return noted(organization.name(), claims, in.member(), decided, now);
        }
        if (decided.admission() instanceof Admission.Joins joins) {
            Member member = joins.invited().signedIn(claims, now).claiming(decided.claim());
            return joined(organization, member, decided.version(), "invitation");
        }
        if (decided.admission() instanceof Admission.Enters) {
            Member member = Member.justInTime(newId(now), claims, now).claiming(decided.claim());
            return joined(organization, member, 0, "sign-in");
        }
        Problem problem = ((Admission.Out) decided.admission()).problem();
        return Mono.error(Refusal.of(
                problem,
                "members: " + organization.name() + ": " + claims.subject() + ": "
                        + (problem == Problem.MEMBER_BLOCKED
                                ? "blocked"
                                : "not a member (members.admit: "
                                        + organization.members().admit() + ", verified address: "
                                        + claims.verifiedEmail().isPresent() + ")")));
    }

    /** @param through which they came in */
    private Mono<Standing> joined(Organization organization, Member member, long version, String through) {
        return members.write(organization.name(), version, member)
                .doOnNext(outcome -> refuseFull(outcome, organization.name()))
                .filter(outcome -> outcome == Outcome.MADE)
                .doOnNext(made -> audit.event(Happening.MEMBER_JOINED, organization.name())
                        .with("member", member.id())
                        .with("subject", member.person().orElseThrow().subject())
                        .with("username", member.name())
                        .with("role", member.role().orElse("-"))
                        .with("through", through)
                        .write())
                .doOnNext(made -> claimed(organization.name(), member))
                .map(made -> member.standing());
    }

    private void claimed(OrganizationName organization, Member member) {
        member.claimed().ifPresent(address -> audit.event(Happening.ADMIN_BOUND, organization)
                .with("issuer", member.person().orElseThrow().issuer())
                .with("subject", member.person().orElseThrow().subject())
                .with("username", member.name())
                .with("address", address)
                .write());
    }

    /** Whether or not the note can be written: the session is looked at once more after it has begun. */
    private Mono<Standing> noted(
            OrganizationName organization, Claims claims, Member member, Decided decided, Instant now) {
        Member after = member.signedIn(claims, now).claiming(decided.claim());
        if (decided.claim().isPresent()) { // of two who come with it at once one has written it
            return members.write(organization, decided.version(), after)
                    .filter(outcome -> outcome == Outcome.MADE)
                    .doOnNext(made -> claimed(organization, after))
                    .map(made -> after.standing());
        }
        boolean isNew = !after.name().equals(member.name())
                || !after.email().equals(member.email())
                || member.lastSignIn()
                        .filter(last -> now.isBefore(last.plus(BETWEEN_NOTES)))
                        .isEmpty();
        return isNew
                ? members.write(organization, decided.version(), after).thenReturn(member.standing())
                : Mono.just(member.standing());
    }

    private static void refuseFull(Outcome outcome, OrganizationName organization) {
        if (outcome == Outcome.FULL) {
            throw Refusal.of(Problem.NOT_A_MEMBER, "members: " + organization + ": full (expected: fewer members)");
        }
    }

    private Mono<Known> bound(OrganizationName organization, Claims claims) {
        return members.named(organization, StoredName.of(organization, claims.person()));
    }

    /** Only by an address that the identity provider vouches for, and only while nobody has accepted the invitation. */
    private Mono<Known> invited(OrganizationName organization, Claims claims) {
        return Mono.justOrEmpty(claims.verifiedEmail())
                .flatMap(address -> members.named(organization, StoredName.of(organization, address)));
    }

    /** Ids are in the order of their time, so that the newest members are found without opening any. */
    static String newId(Instant now) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return HexFormat.of().toHexDigits(now.toEpochMilli(), TIME_DIGITS)
                + HexFormat.of().formatHex(random);
    }
}

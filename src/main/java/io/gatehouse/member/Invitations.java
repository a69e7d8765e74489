package io.gatehouse.member;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.member.Invitation.Mailing;
import io.gatehouse.member.Member.State;
import io.gatehouse.member.store.MemberStore.Outcome;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Refusal;
import io.gatehouse.text.Languages;
import io.gatehouse.text.Words;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Invites people by their e-mail address. What is sent to them is the way to their organization's own sign-in and no credential:
 * whoever has it must still sign in as the owner of that address. Errors are {@link Refusal}: 503 when the store is away.
 */
public final class Invitations {

    /** How long an invitation can be accepted; an address may be somebody else's by then. */
    public static final Duration LIFETIME = Duration.ofDays(14);

    /** As long an admin waits to read what became of the one mail that they have just caused. */
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    /** Brings an invitation to whom it is for. */
    public interface Post {

        /** Where there is none: the admin copies the message. */
        Post NONE = new Post() {
            @Override
            public boolean isThere() {
                return false;
            }

            @Override
            public Mono<Mailing> send(Organization organization, Invitation invitation, Words language) {
                return Mono.empty();
            }
        };

        default boolean isThere() {
            return true;
        }

        /** Takes its time, and tells what became of it; no error, whatever that is. Empty where there is no post. */
        Mono<Mailing> send(Organization organization, Invitation invitation, Words language);
    }

    /** What became of an invitation. */
    public enum Result {
        INVITED,
        /** Invited already, or a member with that address. */
        KNOWN,
        /** The organization has as many members as it can have. */
        FULL
    }

    private final SealedMembers members;
    private final Directory directory;
    private final Post post;
    private final Audit audit;
    private final Clock clock;

    public Invitations(SealedMembers members, Directory directory, Post post, Audit audit, Clock clock) {
        this.members = members;
        this.directory = directory;
        this.post = post;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Whoever is to be invited.
     *
     * @param role that they will have; empty: what the mapping of claims gives
     * @param language that a mail to them is in
     */
    public record Wanted(EmailAddress address, Optional<String> role, Words language) {

        /** In English. */
        public Wanted(EmailAddress address, Optional<String> role) {
            this(address, role, Languages.english());
        }

        public Wanted in(Words other) {
            return new Wanted(address, role, other);
        }
    }

    /**
     * An invitation that was made, or not.
     *
     * @param mailing whose mail goes out whether or not anybody waits for it
     */
    private record Made(Result result, Mono<Mailing> mailing) {}

    /** @param by who invites, for people */
    public Mono<Result> invite(Organization organization, Wanted wanted, String by) {
        return made(organization, List.of(wanted), by)
                .single()
                .delayUntil(made -> made.mailing().take(A_MOMENT))
                .map(Made::result);
    }

    /** Each in turn; the answers are in the order of those who are wanted, and wait for no mail. */
    public Flux<Result> inviteAll(Organization organization, List<Wanted> wanted, String by) {
        return made(organization, wanted, by).map(Made::result);
    }

    private Flux<Made> made(Organization organization, List<Wanted> wanted, String by) {
        return directory.addresses(organization.name()).flatMapMany(known -> Flux.fromIterable(wanted)
                .concatMap(one -> known.contains(one.address().value())
                        ? Mono.just(new Made(Result.KNOWN, Mono.empty()))
                        : entered(organization, one, by)));
    }

    /** For as long again as a new one, in English. Empty when there is no such invitation. */
    public Mono<Member> resend(Organization organization, String id, String by) {
        return resend(organization, id, by, Languages.english());
    }

    public Mono<Member> resend(Organization organization, String id, String by, Words language) {
        return members.change(organization.name(), id, member -> again(member, by))
                .filter(member -> member.state() == State.INVITED)
                .doOnNext(member -> written(Happening.MEMBER_INVITED, organization.name(), member, by))
                .delayUntil(member -> posted(organization, member, language).take(A_MOMENT));
    }

    /** Nothing happens when it has been accepted meanwhile. */
    public Mono<Void> revoke(Organization organization, String id, String by) {
        return members.read(organization.name(), id)
                .map(SealedMembers.Known::member)
                .filter(member -> member.state() == State.INVITED)
                .filterWhen(member -> members.removeIf(organization.name(), id, State.INVITED))
                .doOnNext(member -> written(Happening.INVITATION_REVOKED, organization.name(), member, by))
                .then();
    }

    private Mono<Made> entered(Organization organization, Wanted wanted, String by) {
        Member member = Member.invited(Members.newId(clock.instant()), invitation(wanted.address(), by), wanted.role());
        return members.write(organization.name(), 0, member).flatMap(outcome -> {
            if (outcome != Outcome.MADE) {
                return Mono.just(new Made(outcome == Outcome.FULL ? Result.FULL : Result.KNOWN, Mono.empty()));
            }
            written(Happening.MEMBER_INVITED, organization.name(), member, by);
            return Mono.just(new Made(Result.INVITED, posted(organization, member, wanted.language())));
        });
    }

    private Member again(Member member, String by) {
        return member.state() == State.INVITED
                ? member.with(invitation(member.invitation().orElseThrow().address(), by))
                : member;
    }

    private Invitation invitation(EmailAddress address, String by) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS); // as it is kept, by which it is known again
        return new Invitation(address, by, now, now.plus(LIFETIME), post.isThere() ? Mailing.UNDER_WAY : Mailing.NONE);
    }

    /** On its way from now on, whether or not anybody waits for it: the answer is there for all who do. */
    private Mono<Mailing> posted(Organization organization, Member member, Words language) {
        Mono<Mailing> mailing = post.send(organization, member.invitation().orElseThrow(), language)
                .delayUntil(outcome -> noted(organization.name(), member, outcome))
                .cache();
        mailing.subscribe();
        return mailing;
    }

    /** With the invitation that was mailed, and no other one since. When the store is away, it stays under way. */
    private Mono<Member> noted(OrganizationName organization, Member mailed, Mailing outcome) {
        written(
                outcome == Mailing.SENT ? Happening.INVITATION_MAILED : Happening.INVITATION_MAIL_FAILED,
                organization,
                mailed,
                mailed.invitation().map(Invitation::by).orElseThrow());
        return members.change(
                        organization,
                        mailed.id(),
                        member -> member.invitation().equals(mailed.invitation())
                                ? member.with(member.invitation().orElseThrow().with(outcome))
                                : member)
                .onErrorComplete();
    }

    private void written(Happening event, OrganizationName organization, Member member, String by) {
        audit.event(event, organization)
                .with("member", member.id())
                .with("address", member.invitation().map(Invitation::address).orElseThrow())
                .with("role", member.role().orElse("-"))
                .with("by", by)
                .write();
    }
}

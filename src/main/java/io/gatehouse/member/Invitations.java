package io.gatehouse.member;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.member.Member.State;
import io.gatehouse.member.store.MemberStore.Outcome;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

    /** Brings an invitation to whom it is for. */
    public interface Post {

        /** Where there is none: the admin copies the message. */
        Post NONE = (organization, invitation) -> Mono.just(false);

        /** @return whether it is on its way; no error, whatever happens to it */
        Mono<Boolean> send(Organization organization, Invitation invitation);
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
     */
    public record Wanted(EmailAddress address, Optional<String> role) {}

    /** @param by who invites, for people */
    public Mono<Result> invite(Organization organization, Wanted wanted, String by) {
        return inviteAll(organization, List.of(wanted), by).single();
    }

    /** Each in turn; the answers are in the order of those who are wanted. */
    public Flux<Result> inviteAll(Organization organization, List<Wanted> wanted, String by) {
        return directory.addresses(organization.name()).flatMapMany(known -> Flux.fromIterable(wanted)
                .concatMap(one -> known.contains(one.address().value())
                        ? Mono.just(Result.KNOWN)
                        : entered(organization, one.address(), one.role(), by)));
    }

    /** For as long again as a new one. Empty when there is no such invitation. */
    public Mono<Member> resend(Organization organization, String id, String by) {
        return members.change(organization.name(), id, member -> again(member, by))
                .filter(member -> member.state() == State.INVITED)
                .doOnNext(member -> written(Happening.MEMBER_INVITED, organization.name(), member, by))
                .delayUntil(member -> posted(organization, member));
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

    private Mono<Result> entered(Organization organization, EmailAddress address, Optional<String> role, String by) {
        Member member = Member.invited(Members.newId(clock.instant()), invitation(address, by), role);
        return members.write(organization.name(), 0, member).flatMap(outcome -> {
            if (outcome != Outcome.MADE) {
                return Mono.just(outcome == Outcome.FULL ? Result.FULL : Result.KNOWN);
            }
            written(Happening.MEMBER_INVITED, organization.name(), member, by);
            return posted(organization, member).thenReturn(Result.INVITED);
        });
    }

    private Member again(Member member, String by) {
        return member.state() == State.INVITED
                ? member.with(invitation(member.invitation().orElseThrow().address(), by))
                : member;
    }

    private Invitation invitation(EmailAddress address, String by) {
        Instant now = clock.instant();
        return new Invitation(address, by, now, now.plus(LIFETIME));
    }

    private Mono<Boolean> posted(Organization organization, Member member) {
        return post.send(organization, member.invitation().orElseThrow());
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

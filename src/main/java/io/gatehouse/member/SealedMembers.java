package io.gatehouse.member;

import io.gatehouse.member.store.MemberStore;
import io.gatehouse.member.store.MemberStore.Kept;
import io.gatehouse.member.store.MemberStore.Outcome;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The store's members in the clear: sealed on the way in, each for its organization and its id, and opened on the way out.
 *
 * <p>One that does not open is an error and not a stranger: somebody who is blocked would be let in anew. All errors are
 * {@link Refusal}: 503 when the store is away.
 */
public final class SealedMembers {

    private static final Logger log = LoggerFactory.getLogger(SealedMembers.class);

    /** @param version that a change is made from; 0 for one that is not kept yet */
    record Known(long version, Member member) {}

    /** As often somebody else may change a member in between. */
    private static final int TRIES = 5;

    private final MemberStore store;
    private final Sealer sealer;

    public SealedMembers(MemberStore store, SecretKeys keys) {
        this.store = store;
        this.sealer = keys.sealer("member");
    }

    Mono<Long> stamp(OrganizationName organization) {
        return whole(store.stamp(organization));
    }

    Mono<Known> read(OrganizationName organization, String id) {
        return whole(store.read(organization, id).map(kept -> open(organization, kept)));
    }

    Mono<Known> named(OrganizationName organization, String name) {
        return whole(store.named(organization, name).map(kept -> open(organization, kept)));
    }

    /** Those that can be opened, in no order: a list with a gap is better than none. */
    Flux<Known> read(OrganizationName organization, List<String> ids) {
        return store.read(organization, ids)
                .publishOn(Schedulers.parallel()) // to open many takes time that the event loops have not
                .flatMapIterable(kept -> readable(organization, kept))
                .onErrorMap(SealedMembers::storeIsAway);
    }

    Mono<Map<String, Long>> versions(OrganizationName organization) {
        return whole(store.versions(organization));
    }

    Mono<Outcome> write(OrganizationName organization, long expected, Member member) {
        return whole(store.write(
                organization,
                member.id(),
                expected,
                sealer.seal(MemberCodec.encode(member), organization.value(), member.id()),
                member.names(organization)));
    }

    /** Whatever the version is: for changes that do not depend on what else stands there. Empty when there is no such member. */
    Mono<Member> change(OrganizationName organization, String id, UnaryOperator<Member> change) {
        return read(organization, id)
                .flatMap(known -> changed(organization, known, change.apply(known.member())))
                .repeatWhenEmpty(again -> again.take(TRIES));
    }

    private Mono<Member> changed(OrganizationName organization, Known before, Member after) {
        return after.equals(before.member())
                ? Mono.just(after)
                : write(organization, before.version(), after)
                        .filter(outcome -> outcome == Outcome.MADE)
                        .map(made -> after);
    }

    /** As long as it is in that state; false when it is in another one, or gone already. */
    Mono<Boolean> removeIf(OrganizationName organization, String id, Member.State state) {
        return read(organization, id)
                .filter(known -> known.member().state() == state)
                .flatMap(known -> whole(store.remove(organization, id, known.version())))
                .filter(Boolean::booleanValue)
                .repeatWhenEmpty(again -> again.take(TRIES))
                .defaultIfEmpty(false);
    }

    private Iterable<Known> readable(OrganizationName organization, Kept kept) {
        try {
            return List.of(open(organization, kept));
        } catch (IllegalStateException unreadable) {
            log.warn("members: {}: {}: {}; not listed", organization, kept.id(), unreadable.getMessage());
            return List.of();
        }
    }

    private Known open(OrganizationName organization, Kept kept) {
        byte[] plain = sealer.open(kept.value(), organization.value(), kept.id())
                .orElseThrow(() -> new IllegalStateException("sealed with another key (expected: gateway.secret-key)"));
        return new Known(kept.version(), MemberCodec.decode(kept.id(), plain));
    }

    private static <T> Mono<T> whole(Mono<T> work) {
        return work.onErrorMap(SealedMembers::storeIsAway);
    }

    private static Throwable storeIsAway(Throwable error) {
        return error instanceof Refusal
                ? error
                : Refusal.of(Problem.STORE_AWAY, "members: store: " + error).withHeader("Retry-After", "2");
    }
}

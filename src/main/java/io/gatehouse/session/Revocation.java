package io.gatehouse.session;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.problem.Refusal;
import io.gatehouse.session.store.SessionIndex;
import io.gatehouse.session.store.SessionStore;
import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Mono;

/**
 * Ends sessions without their browsers: who is out is out, on every replica that hears of removals within a second.
 *
 * <p>Each method says how many sessions it found, some of which may have ended before. It goes on when whoever asked has left,
 * and fails with a {@link Refusal} 503 where the store is away, however many had ended by then: to be asked again is harmless.
 */
public final class Revocation {

    /** However many sessions a person has, so few of their hashes are held at a time. */
    private static final int AT_ONCE = 64;

    /** Longer than a sign-in whose ID token is made already can be under way. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(10);

    private static final String CARRIED_OUT = "carried-out";

    private final SessionStore store;
    private final SessionIndex index;

    public Revocation(SessionStore store, SessionIndex index) {
        this.store = store;
        this.index = index;
    }

    /** @param hash of the session ({@link Session#hash()}) */
    public Mono<Void> session(String hash) {
        return whole(store.remove(hash));
    }

    /**
     * All sessions of an organization.
     *
     * @param until of sign-ins that are under way, those whose ID token was made until then end too
     */
    public Mono<Long> organization(OrganizationName organization, Instant until) {
        return whole(closed(Handle.ofOrganization(organization), until, ""));
    }

    /**
     * The same, but for one.
     *
     * @param kept the hash of the session that goes on
     */
    public Mono<Long> organizationBut(String kept, OrganizationName organization, Instant until) {
        return whole(closed(Handle.ofOrganization(organization), until, kept));
    }

    /** All sessions of a person; the parameters are those of their ID tokens, {@code until} as above. */
    public Mono<Long> person(
            OrganizationName organization, String issuer, String clientId, String subject, Instant until) {
        return whole(closed(Handle.ofPerson(organization, issuer, clientId, subject), until, ""));
    }

    /**
     * All sessions of a person, with whatever client of ours: an admin's word holds for those too that do not count now, and would
     * again. {@code until} as above.
     *
     * @param clientId by which an earlier version has entered them
     */
    public Mono<Long> everywhere(OrganizationName organization, PersonId person, String clientId, Instant until) {
        Handle withClient = Handle.ofPerson(organization, person.issuer(), clientId, person.subject());
        return whole(closed(withClient, until, "")
                .zipWith(closed(Handle.ofAccount(organization, person), until, ""), Math::max));
    }

    /** All sessions that come of one session at the identity provider ({@code sid}); {@code until} as above. */
    public Mono<Long> providerSession(
            OrganizationName organization, String issuer, String clientId, String session, Instant until) {
        return whole(closed(Handle.ofProviderSession(organization, issuer, clientId, session), until, ""));
    }

    /**
     * The same for somebody who has proven nothing but that they know the {@code sid}. Nothing is written for one that nobody
     * has, or anybody could fill the store; so a sign-in that has not been entered yet goes on.
     */
    public Mono<Long> knownProviderSession(
            OrganizationName organization, String issuer, String clientId, String session, Instant until) {
        Handle handle = Handle.ofProviderSession(organization, issuer, clientId, session);
        return whole(index.find(handle.digest())
                .hasElements()
                .flatMap(known -> known ? closed(handle, until, "") : Mono.just(0L)));
    }

    /**
     * An ending that an identity provider's message asks for, once. The message is noted when all of it has been carried out and
     * not before: one that could not be may come again. Of two at the very same moment both are carried out.
     *
     * @param id of the message ({@code jti})
     * @param longest for which it could be sent again and would be believed
     * @return empty when it has been carried out before
     */
    public Mono<Long> once(
            OrganizationName organization, String issuer, String id, Duration longest, Mono<Long> ending) {
        String name = Handle.ofMessage(organization, issuer, id).digest();
        return whole(index.find(name)
                .hasElements()
                .filter(known -> !known)
                .flatMap(unknown -> ending)
                .delayUntil(ended -> index.enter(name, CARRIED_OUT, Instant.EPOCH, longest)));
    }

    /** First nothing enters any more, then whatever has entered is found: no sign-in falls between. */
    private Mono<Long> closed(Handle handle, Instant until, String kept) {
        return index.close(handle.digest(), until, UNDER_WAY).then(allOf(handle, kept));
    }

    private Mono<Long> allOf(Handle handle, String kept) {
        return index.find(handle.digest())
                .filter(hash -> !hash.equals(kept))
                .flatMap(hash -> removed(handle, hash), AT_ONCE)
                .count();
    }

    /** From the index as well, so that asking again is no work: who knows one's own {@code sid} can ask without end. */
    private Mono<String> removed(Handle handle, String hash) {
        return store.remove(hash).then(index.leave(handle.digest(), hash)).thenReturn(hash);
    }

    private <T> Mono<T> whole(Mono<T> work) {
        return Mono.defer(() -> store.isReady() ? outcome(work) : Mono.error(notYet()))
                .onErrorMap(error -> !(error instanceof Refusal), Sessions::storeIsAway);
    }

    /** Handed on as a value: an error would be dropped, and logged, where whoever asked has left. */
    private static <T> Mono<T> outcome(Mono<T> work) {
        return Mono.fromFuture(work.materialize().toFuture(), true).dematerialize();
    }

    private static IllegalStateException notYet() {
        return new IllegalStateException("no contact yet");
    }
}

package io.gatehouse.logout;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import reactor.core.publisher.Mono;

/** Carries out so many of each organization at once, and no more: who sends many that are good for nothing holds up no other's. */
final class Places {

    /** On this replica. A logout takes some milliseconds. */
    static final int MOST = 64;

    private final Map<OrganizationName, Semaphore> places = new ConcurrentHashMap<>();

    /**
     * The work, in one of the organization's places until it ends, which it does without whoever asked for it; a
     * {@link Refusal} 503 when there is no place.
     */
    <T> Mono<T> admit(Organization organization, Mono<T> work) {
        return Mono.defer(() -> {
            Semaphore free = places.computeIfAbsent(organization.name(), name -> new Semaphore(MOST));
            return free.tryAcquire() ? outcome(work.doFinally(end -> free.release())) : Mono.error(full(organization));
        });
    }

    /** Handed on as a value: an error would be dropped, and logged, where whoever asked has left. */
    private static <T> Mono<T> outcome(Mono<T> work) {
        return Mono.fromFuture(work.materialize().toFuture(), true).dematerialize();
    }

    private static Refusal full(Organization organization) {
        return Refusal.of(Problem.STORE_AWAY, "logout: " + organization.name() + ": " + MOST + " are under way already")
                .withHeader("Retry-After", "2");
    }
}

package io.gatehouse.login;

import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.provider.Issuer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import reactor.core.publisher.Mono;

/** Lets so many sign-ins of one organization wait for its identity provider, and no more: one that hangs must not fill the gateway. */
final class Bulkhead {

    /** On this replica. A healthy provider that takes a whole second still serves as many a second. */
    static final int MOST = 256;

    private final Map<OrganizationName, Semaphore> places = new ConcurrentHashMap<>();

    /** The work, in one of the organization's places until it ends; a refusal when there is none. */
    <T> Mono<T> admit(Organization organization, Mono<T> work) {
        return Mono.defer(() -> {
            Semaphore free = places.computeIfAbsent(organization.name(), name -> new Semaphore(MOST));
            return free.tryAcquire() ? work.doFinally(end -> free.release()) : Mono.error(full(organization));
        });
    }

    private static Throwable full(Organization organization) {
        return new Diagnosis(Fault.TOO_MANY_WAIT, "sign-in", MOST + " wait for an answer already")
                .refusal(
                        organization.name(),
                        organization
                                .identityProvider()
                                .map(settings -> settings.issuer().provider())
                                .orElse(Issuer.Provider.OTHER));
    }
}

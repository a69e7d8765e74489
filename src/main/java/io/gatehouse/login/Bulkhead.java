package io.gatehouse.login;

import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.ProviderName;
import io.gatehouse.organization.provider.Issuer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import reactor.core.publisher.Mono;

/**
 * Lets so many sign-ins of one organization wait for an identity provider, and so many of all together, and no more: neither
 * one that hangs nor several may fill the gateway.
 */
public final class Bulkhead {

    /** On this replica. A healthy provider that takes a whole second still serves as many a second. */
    static final int MOST = 256;

    /** Of all organizations: what each may hold (tokens and their claims, some 150 KB at worst) has room in a heap of 300 MB. */
    static final int MOST_TOGETHER = 1_024;

    private final int most;
    private final Semaphore together = new Semaphore(MOST_TOGETHER);
    private final Map<ProviderName, Semaphore> places = new ConcurrentHashMap<>();

    /** With {@value #MOST} places for each organization's provider. */
    public Bulkhead() {
        this(MOST);
    }

    /** @param most places for each organization's provider */
    public Bulkhead(int most) {
        this.most = most;
    }

    /** The work, in one of that provider's places until it ends; a refusal when there is none. */
    public <T> Mono<T> admit(Organization organization, Mono<T> work) {
        return Mono.defer(() -> {
            Semaphore free = places.computeIfAbsent(organization.providerName(), name -> new Semaphore(most));
            if (!free.tryAcquire()) {
                return Mono.error(full(organization, most + " wait for an answer already"));
            }
            if (!together.tryAcquire()) {
                free.release();
                return Mono.error(
                        full(organization, MOST_TOGETHER + " of all organizations wait for an answer already"));
            }
            return work.doFinally(end -> {
                together.release();
                free.release();
            });
        });
    }

    private static Throwable full(Organization organization, String found) {
        return new Diagnosis(Fault.TOO_MANY_WAIT, "sign-in", found)
                .refusal(
                        organization.name(),
                        organization
                                .identityProvider()
                                .map(settings -> settings.issuer().provider())
                                .orElse(Issuer.Provider.OTHER));
    }
}

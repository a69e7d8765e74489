package io.gatehouse.login;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.Organizations;
import io.gatehouse.organization.ProviderName;
import io.gatehouse.organization.provider.IdentityProvider;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose sign-in is broken for everybody until an admin mends it: from a refusal of our client until a sign-in succeeds or the
 * identity provider's settings change. Each replica knows what it has seen itself.
 */
public final class BrokenSignIns {

    /**
     * What was refused last.
     *
     * @param diagnosis for admins and operators
     */
    public record Failure(Instant at, Diagnosis diagnosis) {}

    private record Broken(IdentityProvider settings, Failure last) {}

    private static final Logger log = LoggerFactory.getLogger(BrokenSignIns.class);

    private final Map<ProviderName, Broken> broken = new HashMap<>();
    private final Audit audit;
    private final Clock clock;
    private Organizations organizations = new Organizations(List.of());

    public BrokenSignIns(Audit audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /** From now on these are the organizations; what failed under other settings is forgotten. */
    public synchronized void follow(Organizations present) {
        organizations = present;
        Map<ProviderName, Broken> before = Map.copyOf(broken);
        before.forEach((name, failure) -> {
            if (!settings(name).equals(Optional.of(failure.settings()))) {
                over(name, "its identity-provider has changed");
            }
        });
    }

    /** Empty while nothing is known to be broken. */
    public synchronized Optional<Failure> of(OrganizationName organization) {
        return of(new ProviderName(organization, ""));
    }

    /** The same of one of several. */
    public synchronized Optional<Failure> of(ProviderName provider) {
        return Optional.ofNullable(broken.get(provider)).map(Broken::last);
    }

    /** How many organizations there are whose people cannot sign in. */
    public synchronized int count() {
        return broken.size();
    }

    /** After every secret was tried, at the token endpoint: where no browser has a say. */
    public void failed(Organization organization, Diagnosis diagnosis) {
        if (diagnosis.fault().isOfTheClient()) {
            broken(organization, diagnosis);
        }
    }

    private synchronized void broken(Organization organization, Diagnosis diagnosis) {
        Optional<IdentityProvider> settings = organization.identityProvider();
        if (settings.isEmpty() || !settings(organization.providerName()).equals(settings)) {
            return; // began before they were changed, and says nothing of the present ones
        }
        Failure failure = new Failure(clock.instant(), diagnosis);
        if (broken.put(organization.providerName(), new Broken(settings.get(), failure)) == null) {
            String sentence = diagnosis.sentence(settings.get().issuer().provider());
            log.warn("sign-in: {}: broken: {}", organization.providerName(), sentence);
            audit.event(Happening.SIGN_IN_BROKEN, organization.name())
                    .with("reason", sentence)
                    .write();
        }
    }

    /** The provider took our client, at a sign-in or for a recheck. */
    public synchronized void succeeded(Organization organization) {
        Broken before = broken.get(organization.providerName());
        if (before != null && organization.identityProvider().equals(Optional.of(before.settings()))) {
            over(organization.providerName(), "a sign-in succeeded");
        }
    }

    private void over(ProviderName provider, String because) {
        broken.remove(provider);
        log.info("sign-in: {}: no longer broken: {}", provider, because);
        audit.event(Happening.SIGN_IN_NOT_BROKEN, provider.organization())
                .with("because", because)
                .write();
    }

    private Optional<IdentityProvider> settings(ProviderName name) {
        return organizations
                .find(name.organization())
                .flatMap(found -> name.provider().isEmpty() ? Optional.of(found) : found.through(name.provider()))
                .flatMap(Organization::identityProvider);
    }
}

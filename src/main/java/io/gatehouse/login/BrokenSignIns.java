package io.gatehouse.login;

import io.gatehouse.audit.Audit;
import io.gatehouse.organization.IdentityProvider;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.Organizations;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

/**
 * Whose sign-in is broken for everybody until an admin mends it: from a refusal of our client until a sign-in succeeds or the
 * identity provider's settings change. Each replica knows what it has seen itself.
 */
public final class BrokenSignIns {

    /**
     * What was refused last.
     *
     * @param sentence the identity provider's code and words, on one line; for admins and operators
     */
    public record Failure(Instant at, String sentence) {}

    private record Broken(IdentityProvider settings, Failure last) {}

    private static final Logger log = LoggerFactory.getLogger(BrokenSignIns.class);

    /** RFC 6749 §5.2, and what Keycloak says for it: of the client, whoever the person is. */
    private static final Set<String> CLIENT_REFUSED =
            Set.of(OAuth2ErrorCodes.INVALID_CLIENT, OAuth2ErrorCodes.UNAUTHORIZED_CLIENT);

    /** Auth0's words for a wrong secret. With any others {@code access_denied} is about the person. */
    private static final String AUTH0_CLIENT_REFUSED = "Unauthorized";

    private static final int LONGEST_SENTENCE = 300;

    private final Map<OrganizationName, Broken> broken = new HashMap<>();
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
        Map<OrganizationName, Broken> before = Map.copyOf(broken);
        before.forEach((name, failure) -> {
            if (!settings(name).equals(Optional.of(failure.settings()))) {
                over(name, "its identity-provider has changed");
            }
        });
    }

    /** Empty while nothing is known to be broken. */
    public synchronized Optional<Failure> of(OrganizationName organization) {
        return Optional.ofNullable(broken.get(organization)).map(Broken::last);
    }

    /** How many organizations there are whose people cannot sign in. */
    public synchronized int count() {
        return broken.size();
    }

    /** After every secret was tried, at the token endpoint: where no browser has a say. */
    void refused(Organization organization, OAuth2Error error) {
        if (isOfTheClient(error)) {
            broken(organization, sentence(error));
        }
    }

    private synchronized void broken(Organization organization, String sentence) {
        Optional<IdentityProvider> settings = organization.identityProvider();
        if (settings.isEmpty() || !settings(organization.name()).equals(settings)) {
            return; // began before they were changed, and says nothing of the present ones
        }
        Failure failure = new Failure(clock.instant(), sentence);
        if (broken.put(organization.name(), new Broken(settings.get(), failure)) == null) {
            log.warn(
                    "sign-in: {}: broken: {} (expected: a client-secret that the identity provider takes;"
                            + " docs/operations.md#client-secrets)",
                    organization.name(),
                    sentence);
            audit.event("sign-in-broken", organization.name())
                    .with("reason", sentence)
                    .write();
        }
    }

    synchronized void succeeded(Organization organization) {
        Broken before = broken.get(organization.name());
        if (before != null && organization.identityProvider().equals(Optional.of(before.settings()))) {
            over(organization.name(), "a sign-in succeeded");
        }
    }

    private void over(OrganizationName organization, String because) {
        broken.remove(organization);
        log.info("sign-in: {}: no longer broken: {}", organization, because);
        audit.event("sign-in-not-broken", organization).with("because", because).write();
    }

    private Optional<IdentityProvider> settings(OrganizationName name) {
        return organizations.find(name).flatMap(Organization::identityProvider);
    }

    private static boolean isOfTheClient(OAuth2Error error) {
        return CLIENT_REFUSED.contains(error.getErrorCode())
                || error.getErrorCode().equals(OAuth2ErrorCodes.ACCESS_DENIED)
                        && AUTH0_CLIENT_REFUSED.equals(error.getDescription());
    }

    private static String sentence(OAuth2Error error) {
        String words = Optional.ofNullable(error.getDescription()).orElse("no description");
        String sentence = (error.getErrorCode() + ": " + words).replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
        return sentence.substring(0, Math.min(sentence.length(), LONGEST_SENTENCE));
    }
}

package io.gatehouse.login;

import io.gatehouse.login.attempt.PendingLogin;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.ProviderName;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a sign-in asks for {@code offline_access}, so that there is a refresh token to recheck with (OpenID Connect Core 1.0
 * §11). Nobody has configured it: where it is refused, signing in goes on without it.
 */
final class OfflineAccess {

    private static final Logger log = LoggerFactory.getLogger(OfflineAccess.class);

    private static final String SCOPE = "offline_access";

    /** Keycloak's outlives a sign-out there, and it has refresh tokens without; Google has no such scope. */
    private static final Set<Issuer.Provider> NOT_THERE = Set.of(Issuer.Provider.KEYCLOAK, Issuer.Provider.GOOGLE);

    /** How providers say no to the scope, to its consent, or to the grant behind it. */
    private static final Set<Fault> REFUSALS =
            Set.of(Fault.SCOPE_REFUSED, Fault.CONSENT_MISSING, Fault.FLOW_NOT_ALLOWED);

    /** Under which settings; others may be taken. */
    private final Map<ProviderName, IdentityProvider> refused = new ConcurrentHashMap<>();

    /** The configured scopes, and perhaps this one. */
    Set<String> scopes(Organization organization, Provider provider, PendingLogin.Purpose purpose) {
        Set<String> scopes = new LinkedHashSet<>(provider.settings().scopes());
        if (isAdded(organization, provider, purpose)) {
            scopes.add(SCOPE);
        }
        return scopes;
    }

    /** For sign-ins only: what is asked without a question must not need a consent. */
    boolean isAdded(Organization organization, Provider provider, PendingLogin.Purpose purpose) {
        return purpose.equals(PendingLogin.Purpose.SIGN_IN)
                && organization.sessions().rechecks()
                && provider.metadata().scopes().contains(SCOPE)
                && !provider.settings().scopes().contains(SCOPE)
                && !NOT_THERE.contains(provider.settings().issuer().provider())
                && !provider.settings().equals(refused.get(organization.providerName()));
    }

    /** Whether it may be the scope that the provider refused; from then on it is not asked for. */
    boolean isRefused(Organization organization, Provider provider, PendingLogin pending, Diagnosis diagnosis) {
        boolean mayBe = pending.offlineAccess() && REFUSALS.contains(diagnosis.fault());
        if (mayBe && !provider.settings().equals(refused.put(organization.providerName(), provider.settings()))) {
            log.warn(
                    "sign-in: {}: offline_access: {} (expected: that the provider grants it; going on without, so that"
                            + " people are rechecked when they open a page)",
                    organization.name(),
                    diagnosis.said());
        }
        return mayBe;
    }
}

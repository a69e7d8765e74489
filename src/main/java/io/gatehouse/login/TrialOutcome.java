package io.gatehouse.login;

import io.gatehouse.identity.Claims;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.provider.Provider;
import java.util.Map;

/** What a real sign-in with a staged sign-on came to. */
public sealed interface TrialOutcome {

    /**
     * Somebody signed in.
     *
     * @param received all claims of the ID token, joined with user info where that was asked for
     * @param inAccessToken what stands there, unverified, for a warning only; empty when it is opaque
     */
    record Passed(Provider provider, Claims person, Map<String, Object> received, Map<String, Object> inAccessToken)
            implements TrialOutcome {}

    /** Nobody did. */
    record Failed(Diagnosis diagnosis) implements TrialOutcome {}
}

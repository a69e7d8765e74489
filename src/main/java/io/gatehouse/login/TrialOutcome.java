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
     * @param refreshable whether the identity provider gave a refresh token
     */
    record Passed(Provider provider, Claims person, Map<String, Object> received, boolean refreshable)
            implements TrialOutcome {}

    /** Nobody did. */
    record Failed(Diagnosis diagnosis) implements TrialOutcome {}
}

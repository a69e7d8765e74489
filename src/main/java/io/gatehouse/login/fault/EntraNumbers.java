package io.gatehouse.login.fault;

import java.util.Map;
import java.util.Optional;

/** Microsoft's {@code AADSTS…} numbers, which mean the same wherever they stand. */
final class EntraNumbers {

    private static final Map<Integer, Fault> FAULTS = Map.ofEntries(
            Map.entry(7000215, Fault.WRONG_SECRET),
            Map.entry(7000222, Fault.SECRET_EXPIRED),
            Map.entry(7000218, Fault.WRONG_CLIENT_AUTHENTICATION), // no client_secret or client_assertion
            Map.entry(700025, Fault.WRONG_CLIENT_AUTHENTICATION), // a public client that sent a secret
            Map.entry(700016, Fault.UNKNOWN_CLIENT),
            Map.entry(90002, Fault.WRONG_ISSUER), // no such tenant
            Map.entry(50011, Fault.REDIRECT_MISMATCH),
            Map.entry(500112, Fault.REDIRECT_MISMATCH), // another one at the token endpoint
            Map.entry(500113, Fault.REDIRECT_MISMATCH), // none is registered
            Map.entry(9002327, Fault.REDIRECT_MISMATCH), // registered as Single-page application
            Map.entry(50105, Fault.NOT_ASSIGNED),
            Map.entry(65001, Fault.CONSENT_MISSING),
            Map.entry(65004, Fault.CONSENT_MISSING), // the person was asked and declined
            Map.entry(90094, Fault.CONSENT_MISSING),
            Map.entry(650056, Fault.CONSENT_MISSING),
            Map.entry(70011, Fault.SCOPE_REFUSED),
            Map.entry(650053, Fault.SCOPE_REFUSED),
            Map.entry(54005, Fault.INVALID_GRANT), // redeemed already
            Map.entry(70008, Fault.INVALID_GRANT), // expired
            Map.entry(501481, Fault.INVALID_GRANT), // another code verifier
            Map.entry(53003, Fault.ACCESS_DENIED), // Conditional Access
            Map.entry(90033, Fault.PROVIDER_ERROR));

    private EntraNumbers() {}

    static Optional<Fault> fault(Answer answer) {
        return Optional.ofNullable(FAULTS.get(answer.number()));
    }
}

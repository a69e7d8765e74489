package io.gatehouse.login;

import io.gatehouse.login.attempt.PendingLogin;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.util.MultiValueMap;

/**
 * What the identity provider sent back with the browser: each parameter at most once (mod_auth_openidc 05/2026).
 *
 * @param state empty when there was none, which is no attempt's state
 * @param description the provider's own words of an error; read, never repeated
 * @param issuer RFC 9207's {@code iss}
 */
record AuthorizationResponse(
        String state, Optional<String> code, Optional<String> error, String description, Optional<String> issuer) {

    /** Anybody can write one, and it is searched for words. */
    private static final int LONGEST_DESCRIPTION = 1000;

    static AuthorizationResponse of(MultiValueMap<String, String> parameters) {
        String description = single(parameters, "error_description").orElse("");
        return new AuthorizationResponse(
                single(parameters, "state").orElse(""),
                single(parameters, "code").filter(code -> !code.isBlank()),
                single(parameters, "error"),
                description.substring(0, Math.min(description.length(), LONGEST_DESCRIPTION)),
                single(parameters, "iss"));
    }

    /** Mix-up defence: the provider that answers is the one the person was sent to (RFC 9207 §2.4). */
    void checkSender(Provider provider, PendingLogin pending, Organization organization) {
        String expected = provider.metadata().issuer();
        boolean sameProvider = pending.issuer().equals(expected)
                && pending.clientId().equals(provider.settings().clientId());
        boolean named = issuer.map(provider.metadata()::isNamed)
                .orElse(!provider.metadata().namesItselfInResponses());
        if (!sameProvider || !named) {
            throw Refusal.of(
                    Problem.SIGN_IN_STALE,
                    "sign-in: " + organization.name() + ": iss: another identity provider (expected: " + expected
                            + ")");
        }
    }

    /** The code; a refusal that says which fault it is when the provider sent an error instead. */
    String code(Provider provider, Organization organization) {
        failure().ifPresent(diagnosis -> {
            throw diagnosis.refusal(
                    organization.name(), provider.settings().issuer().provider());
        });
        return code.orElseThrow();
    }

    /** What the provider sent instead of a code. */
    Optional<Diagnosis> failure() {
        return error.isPresent() || code.isEmpty()
                ? Optional.of(Diagnosis.ofAuthorization(error.orElse("no_code"), description))
                : Optional.empty();
    }

    private static Optional<String> single(MultiValueMap<String, String> parameters, String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Refusal.of(Problem.MALFORMED_REQUEST, "sign-in: " + name + ": sent twice");
        }
        return values.stream().filter(Objects::nonNull).findFirst(); // null for one without an equals sign
    }
}

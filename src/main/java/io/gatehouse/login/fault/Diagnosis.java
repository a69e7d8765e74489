package io.gatehouse.login.fault;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.problem.Refusal;

/**
 * Why one sign-in failed.
 *
 * @param step where, in plain words: discovery, signing keys, authorization, token endpoint, ID token, user info
 * @param said what was found there, the provider's own error and numbers among it; at most 300 characters on one line,
 *     and never a token, code or secret, even where the provider repeats one
 */
public record Diagnosis(Fault fault, String step, String said) {

    /** For how long an outage keeps clients away, in seconds. */
    private static final String RETRY_AFTER = "30";

    private static final int UNAVAILABLE = 503;

    public Diagnosis {
        said = Said.clean(said);
    }

    /** Of the answer that the browser brought from the provider (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6). */
    public static Diagnosis ofAuthorization(String error, String description) {
        Answer answer = Answer.of(error, description);
        return new Diagnosis(AuthorizationAnswers.fault(answer), "authorization", answer.said());
    }

    /** Of the answer of the token endpoint (RFC 6749 §5.2). */
    public static Diagnosis ofTokenEndpoint(String error, String description, IdentityProvider settings) {
        Answer answer = Answer.of(error, description);
        return new Diagnosis(TokenAnswers.fault(answer, settings), "token endpoint", answer.said());
    }

    /** Of whatever a code exchange ended with: the token endpoint, the ID token, user info, and the way there. */
    public static Diagnosis ofExchange(Throwable error, IdentityProvider settings) {
        return ExchangeFailures.diagnosis(error, settings);
    }

    /** Of an exception that kept a provider's answer away; {@link Fault#UNEXPECTED_ANSWER} when it did not. */
    public static Diagnosis ofConnection(String step, String address, Throwable error) {
        return ConnectionFailures.diagnosis(step, address, error)
                .orElseGet(() -> new Diagnosis(
                        Fault.UNEXPECTED_ANSWER,
                        step,
                        address + ": " + error.getClass().getSimpleName()));
    }

    /**
     * Of a recheck: whether the provider no longer vouches for the person, or what it says of them must not be believed.
     * Everything else is nobody's word on the person: an outage, or a refusal of our client.
     */
    public boolean endsASession() {
        return switch (fault) {
            case INVALID_GRANT,
                    NOT_ASSIGNED,
                    ACCESS_DENIED,
                    CONSENT_MISSING,
                    OTHER_TENANT,
                    OTHER_DOMAIN,
                    GROUPS_WITHHELD,
                    ACCESS_TOKEN_UNREADABLE -> true;
            default -> step.equals(IdTokenFailures.STEP);
        };
    }

    /** Whether asking for anybody else of the organization would be as much in vain: an outage, or a refusal of our client. */
    public boolean isEverybodys() {
        return fault.isOfTheClient() || fault.problem().status() == UNAVAILABLE;
    }

    /** What the organization's admin does, in the words of their provider. */
    public String mend(Issuer.Provider provider) {
        // Entra's national clouds have other hosts and the same portal: their numbers tell.
        return fault.mend(said.contains("AADSTS") ? Issuer.Provider.ENTRA : provider);
    }

    /** For logs: where, what was found, and who mends it. */
    public String sentence(Issuer.Provider provider) {
        return step + ": " + said + " (mend: " + fault.field() + ": " + mend(provider) + ")";
    }

    /** The person is told the fault's problem, the log everything; an outage is worth another try. */
    public Refusal refusal(OrganizationName organization, Issuer.Provider provider) {
        Refusal refusal = Refusal.of(fault.problem(), "sign-in: " + organization + ": " + sentence(provider));
        return fault.problem().status() == UNAVAILABLE ? refusal.withHeader("Retry-After", RETRY_AFTER) : refusal;
    }
}

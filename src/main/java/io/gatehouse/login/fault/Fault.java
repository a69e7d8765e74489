package io.gatehouse.login.fault;

import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.problem.Problem;
import java.util.Arrays;
import java.util.Optional;

/** Each way a sign-in can fail at or because of the identity provider, and what the organization's admin does about it. */
public enum Fault {
    WRONG_SECRET(
            Problem.SIGN_IN_WRONG_SECRET,
            Field.CLIENT_SECRET,
            "copy the client secret again, whole and without spaces around it"),
    SECRET_ID_PASTED(
            Problem.SIGN_IN_SECRET_ID_PASTED,
            Field.CLIENT_SECRET,
            "this is the number of the secret and not the secret: copy its value"),
    SECRET_EXPIRED(
            Problem.SIGN_IN_SECRET_EXPIRED,
            Field.CLIENT_SECRET,
            "the client secret has expired: make and copy a new one"),
    UNKNOWN_CLIENT(
            Problem.SIGN_IN_UNKNOWN_CLIENT,
            Field.CLIENT_ID,
            "the provider knows no such client: copy the client id again, and see that the issuer is where it is registered"),
    WRONG_CLIENT_AUTHENTICATION(
            Problem.SIGN_IN_WRONG_CLIENT_AUTHENTICATION,
            Field.PROVIDER,
            "the client must be a confidential one, with its secret (client_secret_basic or client_secret_post) or its private-key"),
    FLOW_NOT_ALLOWED(
            Problem.SIGN_IN_FLOW_NOT_ALLOWED, Field.PROVIDER, "allow the client the grant type authorization code"),
    REDIRECT_MISMATCH(
            Problem.SIGN_IN_REDIRECT_MISMATCH,
            Field.REDIRECT_URI,
            "register the redirect URI that ./gateway check prints, letter for letter"),
    NOT_ASSIGNED(
            Problem.SIGN_IN_NOT_ASSIGNED, Field.PROVIDER, "give the person, or a group of theirs, the application"),
    CONSENT_MISSING(
            Problem.SIGN_IN_CONSENT_MISSING,
            Field.PROVIDER,
            "an administrator there agrees to the scopes for everybody"),
    SCOPE_REFUSED(
            Problem.SIGN_IN_SCOPE_REFUSED,
            Field.SCOPES,
            "leave out the scope that the provider does not know or allow"),
    WRONG_ISSUER(
            Problem.SIGN_IN_WRONG_ISSUER,
            Field.ISSUER,
            "write the issuer as the provider writes it, with its last slash or without"),
    WRONG_AUDIENCE(
            Problem.SIGN_IN_WRONG_AUDIENCE,
            Field.CLIENT_ID,
            "the ID token is for another client: copy the client id again"),
    BAD_SIGNATURE(
            Problem.SIGN_IN_BAD_SIGNATURE,
            Field.PROVIDER,
            "sign ID tokens with RS256 or ES256, and with a key that stands under the provider's jwks_uri"),
    CLOCK_SKEW(
            Problem.SIGN_IN_CLOCK_SKEW,
            Field.CLOCK,
            "the ID token's times are more than 60 s from ours: set the gateway's clock, or the provider's (NTP)"),
    WRONG_NONCE(
            Problem.SIGN_IN_WRONG_NONCE,
            Field.PROVIDER,
            "the ID token is not of this sign-in: start again; always: the provider must return the nonce unchanged"),
    INVALID_GRANT(
            Problem.SIGN_IN_INVALID_GRANT,
            Field.PROVIDER,
            "the code was too old, or used twice: start again; always: are there two gateways behind one address?"),
    ACCESS_DENIED(
            Problem.SIGN_IN_REFUSED,
            Field.PROVIDER,
            "the person cancelled, or a policy refused: its sign-in log says which"),
    PROVIDER_ERROR(
            Problem.SIGN_IN_PROVIDER_ERROR,
            Field.PROVIDER,
            "an outage there: wait, and look at the provider's status page"),
    TIMEOUT(
            Problem.SIGN_IN_TIMEOUT,
            Field.EGRESS,
            "the provider did not answer in time: firewall, proxy, or an outage there"),
    CONNECTION_REFUSED(
            Problem.PROVIDER_AWAY,
            Field.EGRESS,
            "nobody takes the connection: the host and port of the issuer, firewall, proxy, or an outage there"),
    NO_SUCH_HOST(
            Problem.SIGN_IN_NO_SUCH_HOST,
            Field.ISSUER,
            "the name has no address: the issuer's host, or DNS where we run"),
    TLS_ERROR(
            Problem.SIGN_IN_TLS_ERROR,
            Field.EGRESS,
            "the certificate is not trusted here, or is for another host: name its authority in gateway.egress.ca-file"),
    PRIVATE_ADDRESS(
            Problem.SIGN_IN_PRIVATE_ADDRESS,
            Field.ISSUER,
            "a private network: only the operator may name it, under identity-provider or gateway.egress.allow-private; link-local and metadata addresses nobody"),
    TOO_MANY_WAIT(
            Problem.SIGN_IN_TOO_MANY_WAIT,
            Field.PROVIDER,
            "too many sign-ins wait for the provider: it is too slow, or somebody sends many on purpose"),
    OTHER_TENANT(
            Problem.SIGN_IN_OTHER_TENANT,
            Field.ALLOWED_TENANTS,
            "the account is another company's: add the id of its tenant, if its people may sign in here"),
    OTHER_DOMAIN(
            Problem.SIGN_IN_OTHER_DOMAIN,
            Field.HOSTED_DOMAINS,
            "the account is not one of your Google Workspace: add its domain, if its people may sign in here"),
    GROUPS_WITHHELD(
            Problem.SIGN_IN_GROUPS_WITHHELD,
            Field.GROUP_OVERAGE,
            "the person has too many groups for a token: have fewer sent, or roles instead of groups"),
    GRAPH_REFUSED(
            Problem.SIGN_IN_GRAPH_REFUSED,
            Field.SCOPES,
            "Microsoft Graph must be allowed to tell the person's groups: User.Read and GroupMember.Read.All, there and in scopes"),
    ACCESS_TOKEN_UNREADABLE(
            Problem.SIGN_IN_ACCESS_TOKEN_UNREADABLE,
            Field.CLAIMS_FROM,
            "the access token is no JWT that the provider's keys verify: have the roles put into the ID token, and leave claims-from out"),
    WRONG_KEY(
            Problem.SIGN_IN_WRONG_KEY,
            Field.PRIVATE_KEY,
            "the provider does not know this key: register its public half there, for this client, with private_key_jwt"),
    NOT_METADATA(
            Problem.SIGN_IN_NOT_METADATA,
            Field.ISSUER,
            "there is no OpenID Connect metadata at this issuer: copy it again"),
    UNEXPECTED_ANSWER(
            Problem.SIGN_IN_FAILED,
            Field.PROVIDER,
            "the provider answered what no specification has: its own log, and what it lets through to its clients");

    private final Problem problem;
    private final Field field;
    private final String mend;

    Fault(Problem problem, Field field, String mend) {
        this.problem = problem;
        this.field = field;
        this.mend = mend;
    }

    /** What a problem is about; empty for those that are none of sign-in with an identity provider. */
    public static Optional<Fault> of(Problem problem) {
        return Arrays.stream(values())
                .filter(fault -> fault.problem.equals(problem))
                .findFirst();
    }

    /** What the person is told; each fault has one of its own. */
    public Problem problem() {
        return problem;
    }

    public Field field() {
        return field;
    }

    /**
     * Whether the provider refused our client itself, whoever the person was: then nobody of the organization can sign in until
     * somebody mends it, and another secret may be the one that is taken.
     */
    public boolean isOfTheClient() {
        return switch (this) {
            case WRONG_SECRET,
                    SECRET_ID_PASTED,
                    SECRET_EXPIRED,
                    WRONG_KEY,
                    UNKNOWN_CLIENT,
                    WRONG_CLIENT_AUTHENTICATION,
                    FLOW_NOT_ALLOWED -> true;
            default -> false;
        };
    }

    /** What the organization's admin does, in words that any provider's admin understands. */
    public String mend() {
        return mend;
    }

    /** The same in the words of that provider's own portal, where it has such. */
    public String mend(Issuer.Provider provider) {
        return Portal.words(provider, this).orElse(mend);
    }
}

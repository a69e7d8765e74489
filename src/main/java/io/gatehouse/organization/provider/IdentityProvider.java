package io.gatehouse.organization.provider;

import io.gatehouse.organization.client.Credential;
import io.gatehouse.organization.entra.GroupOverage;
import io.gatehouse.secret.Secret;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An organization's own identity provider, as its admin registered us there.
 *
 * @param clientSecrets the first is used; a second one waits while the provider rotates
 * @param clientSecretExpires the last day (UTC) on which the newest of them is good; empty when nobody said
 * @param authorizationParameters extra parameters of the authorization request, such as {@code prompt}; none of ours
 * @param credential what the client secrets are: secrets to send, or private keys in PEM to sign with
 * @param accounts whose people may sign in, where the issuer serves everybody
 */
public record IdentityProvider(
        Issuer issuer,
        String clientId,
        List<Secret> clientSecrets,
        Optional<LocalDate> clientSecretExpires,
        List<String> scopes,
        Map<String, String> authorizationParameters,
        SignOut signOut,
        Credential credential,
        Accounts accounts,
        ClaimsFrom claimsFrom,
        GroupOverage groupOverage) {

    public static final List<String> DEFAULT_SCOPES = List.of("openid", "profile", "email");

    /** One in use, and one while the provider rotates. */
    public static final int MOST_SECRETS = 2;

    /** What the gateway itself puts into an authorization request, or could be made to mean something else by. */
    public static final Set<String> RESERVED_PARAMETERS = Set.of(
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method",
            "request",
            "request_uri",
            "response_mode");

    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");

    public IdentityProvider {
        clientSecrets = List.copyOf(clientSecrets);
        scopes = List.copyOf(scopes);
        authorizationParameters = Map.copyOf(authorizationParameters);
        // What an earlier version has kept says nothing of these.
        credential = Objects.requireNonNullElse(credential, Credential.SECRET);
        accounts = Objects.requireNonNullElse(accounts, Accounts.all());
        claimsFrom = Objects.requireNonNullElse(claimsFrom, ClaimsFrom.ID_TOKEN);
        groupOverage = Objects.requireNonNullElse(groupOverage, GroupOverage.REFUSE);
        if (clientSecrets.isEmpty()) {
            throw new IllegalArgumentException("client-secret: missing (expected: the secret's value)");
        }
    }

    /** With a client secret, and every convention as it is by default. */
    public IdentityProvider(
            Issuer issuer,
            String clientId,
            List<Secret> clientSecrets,
            Optional<LocalDate> clientSecretExpires,
            List<String> scopes,
            Map<String, String> authorizationParameters,
            SignOut signOut) {
        this(
                issuer,
                clientId,
                clientSecrets,
                clientSecretExpires,
                scopes,
                authorizationParameters,
                signOut,
                Credential.SECRET,
                Accounts.all(),
                ClaimsFrom.ID_TOKEN,
                GroupOverage.REFUSE);
    }

    /** The same with other secrets, of the same kind. */
    public IdentityProvider withSecrets(List<Secret> others) {
        return new IdentityProvider(
                issuer,
                clientId,
                others,
                clientSecretExpires,
                scopes,
                authorizationParameters,
                signOut,
                credential,
                accounts,
                claimsFrom,
                groupOverage);
    }

    /** RFC 6749 §3.3. */
    public static boolean isScope(String text) {
        return SCOPE.matcher(text).matches();
    }

    /**
     * Whether an issuer that a token named is this one, and the account's home is one of the organization's. Where nothing
     * says which homes those are, none is: an issuer that serves everybody lets in nobody then.
     *
     * @param home the account's tenant or hosted domain; empty when it has none
     */
    public boolean admits(String named, Optional<String> home) {
        return issuer.isNamed(named) && isHome(home);
    }

    /** The same for an issuer that has been checked already. */
    public boolean isHome(Optional<String> home) {
        return switch (issuer.provider()) {
            case ENTRA ->
                accounts.tenants().isEmpty()
                        ? !issuer.isOfManyTenants()
                        : home.filter(accounts.tenants()::contains).isPresent();
            case GOOGLE -> home.filter(accounts.hostedDomains()::contains).isPresent();
            default -> true;
        };
    }

    /**
     * What is wrong with which accounts may sign in, by key of the organization's file; empty when nothing is.
     *
     * <p>Not a rule of the constructor: what was kept by an earlier version must be readable, and lets in nobody.
     */
    public Map<String, String> problems() {
        if (issuer.isOfManyTenants() && accounts.tenants().isEmpty()) {
            return Map.of(
                    "allowed-tenants",
                    "missing (expected: the ids of the tenants that may sign in; this issuer serves every company's)");
        }
        if (!accounts.tenants().isEmpty() && issuer.provider() != Issuer.Provider.ENTRA) {
            return Map.of("allowed-tenants", "no tenants there (expected: leave it out; it is for Entra ID)");
        }
        if (accounts.hostedDomains().isEmpty() && issuer.provider() == Issuer.Provider.GOOGLE) {
            return Map.of(
                    "hosted-domains",
                    "missing (expected: your Google Workspace's domains, such as [acme.com]; without them anybody"
                            + " with a Google account could sign in)");
        }
        if (!accounts.hostedDomains().isEmpty() && issuer.provider() != Issuer.Provider.GOOGLE) {
            return Map.of("hosted-domains", "none there (expected: leave it out; it is for Google)");
        }
        if (groupOverage == GroupOverage.GRAPH && issuer.provider() != Issuer.Provider.ENTRA) {
            return Map.of("group-overage", "graph (expected: refuse or default-role; Graph is Entra ID's)");
        }
        return Map.of();
    }
}

package io.gatehouse.config.provider;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Section;
import io.gatehouse.config.source.Value;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.client.ClientKey;
import io.gatehouse.organization.client.Credential;
import io.gatehouse.organization.entra.GroupOverage;
import io.gatehouse.organization.provider.Accounts;
import io.gatehouse.organization.provider.ClaimsFrom;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.secret.Secret;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an organization's {@code identity-provider}, and each of {@code identity-providers}. */
public final class IdentityProviderReader {

    private static final String SECRET = "the secret's value";
    private static final String DEMO = "demo-";

    private final boolean loopback;

    /** @param loopback whether browsers reach the gateway on this machine only, where demo secrets do */
    public IdentityProviderReader(boolean loopback) {
        this.loopback = loopback;
    }

    /** Whatever else may stand in the section, its reader has asked for already. Empty where it is not there, or wrong. */
    public Optional<IdentityProvider> read(Section section, boolean isThere) {
        if (!isThere) {
            return Optional.empty(); // its admin completes it in the console
        }
        Optional<Issuer> issuer = section.require("issuer", Issuer.EXPECTED, Issuer::parse);
        Optional<String> clientId = section.require("client-id", "the id that it gave us", Kinds::text);
        Credential credential = credential(section);
        List<Secret> secrets = credentials(section, credential);
        Optional<LocalDate> secretExpires = section.read("client-secret-expires", Kinds::date);
        List<String> scopes = scopes(section);
        Map<String, String> parameters = authorizationParameters(section.section("authorization-parameters"));
        SignOut signOut = section.read("sign-out", Kinds.oneOf(SignOut.class)).orElse(SignOut.HERE);
        Accounts accounts = new Accounts(
                Set.copyOf(section.list("allowed-tenants", IdentityProviderReader::tenant)),
                Set.copyOf(section.list("hosted-domains", IdentityProviderReader::domain)));
        ClaimsFrom claimsFrom =
                section.read("claims-from", Kinds.oneOf(ClaimsFrom.class)).orElse(ClaimsFrom.ID_TOKEN);
        GroupOverage groupOverage =
                section.read("group-overage", Kinds.oneOf(GroupOverage.class)).orElse(GroupOverage.REFUSE);
        section.end();
        if (issuer.isEmpty() || clientId.isEmpty() || secrets.isEmpty()) {
            return Optional.empty();
        }
        Optional<IdentityProvider> read = Place.made(
                () -> new IdentityProvider(
                        issuer.get(),
                        clientId.get(),
                        secrets,
                        secretExpires,
                        scopes,
                        parameters,
                        signOut,
                        credential,
                        accounts,
                        claimsFrom,
                        groupOverage),
                section::place);
        read.ifPresent(provider ->
                provider.problems().forEach((key, problem) -> section.place(key).problem(problem)));
        return read;
    }

    private static String tenant(String text) {
        if (!Accounts.isTenant(text)) {
            throw Kinds.refused(text, Accounts.EXPECTED_TENANT);
        }
        return text.toLowerCase(Locale.ROOT);
    }

    static String domain(String text) {
        if (!EmailAddress.isDomain(text)) {
            throw Kinds.refused(text, "a domain such as acme.com, in lower case");
        }
        return text;
    }

    private static Credential credential(Section section) {
        boolean key = section.has(Credential.PRIVATE_KEY.key());
        if (key && section.has(Credential.SECRET.key())) {
            section.place(Credential.PRIVATE_KEY.key()).problem("beside client-secret (expected: one of the two)");
        }
        return key ? Credential.PRIVATE_KEY : Credential.SECRET;
    }

    /** Both keys are asked for, so that neither is unknown. */
    private List<Secret> credentials(Section section, Credential credential) {
        List<Value> keys = section.someValues(Credential.PRIVATE_KEY.key(), ClientKey.EXPECTED);
        if (credential == Credential.SECRET) {
            return secrets(section);
        }
        section.someValues(Credential.SECRET.key(), SECRET);
        limit(keys, section.place(Credential.PRIVATE_KEY.key()));
        return keys.stream().flatMap(value -> privateKey(value).stream()).toList();
    }

    private static Optional<Secret> privateKey(Value value) {
        Optional<Secret> pem = value.secret();
        try {
            pem.ifPresent(ClientKey::parse);
            return pem;
        } catch (IllegalArgumentException refused) {
            value.place().problem(String.valueOf(refused.getMessage()));
            return Optional.empty();
        }
    }

    private static void limit(List<Value> values, Place place) {
        if (values.size() > IdentityProvider.MOST_SECRETS) {
            place.problem(values.size() + " values (expected: one, or two while rotating)");
        }
    }

    private List<Secret> secrets(Section section) {
        section.isThere("client-secret", SECRET);
        List<Value> values = section.someValues("client-secret", SECRET);
        limit(values, section.place("client-secret"));
        for (Value value : values) {
            if (value.written().startsWith(DEMO) && !loopback) {
                value.place().problem("a demo secret (expected: one of your own; demo secrets are for loopback)");
            }
        }
        return values.stream().flatMap(value -> value.secret().stream()).toList();
    }

    private static List<String> scopes(Section section) {
        List<Value> values = section.someValues("scopes", "openid among them");
        if (!section.has("scopes")) {
            return IdentityProvider.DEFAULT_SCOPES;
        }
        List<String> scopes = values.stream()
                .flatMap(value -> value.as(IdentityProviderReader::scope).stream())
                .toList();
        if (!scopes.isEmpty() && scopes.size() == values.size() && !scopes.contains("openid")) {
            section.place("scopes").problem(String.join(", ", scopes) + " (expected: openid among them)");
        }
        return scopes;
    }

    private static Map<String, String> authorizationParameters(Section section) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : section.keys()) {
            if (IdentityProvider.RESERVED_PARAMETERS.contains(name)) {
                section.place(name).problem("set by the gateway (expected: another parameter, such as prompt)");
            }
            section.read(name, Kinds::text).ifPresent(value -> parameters.put(name, value));
        }
        return parameters;
    }

    private static String scope(String text) {
        if (!IdentityProvider.isScope(text)) {
            throw Kinds.refused(text, "a list of scopes such as [openid, profile, email]");
        }
        return text;
    }
}

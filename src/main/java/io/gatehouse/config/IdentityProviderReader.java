package io.gatehouse.config;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Section;
import io.gatehouse.config.source.Value;
import io.gatehouse.organization.IdentityProvider;
import io.gatehouse.organization.Issuer;
import io.gatehouse.organization.SignOut;
import io.gatehouse.secret.Secret;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an organization's {@code identity-provider}. */
final class IdentityProviderReader {

    private static final String SECRET = "the secret's value";
    private static final String DEMO = "demo-";

    private final boolean loopback;

    /** @param loopback whether browsers reach the gateway on this machine only, where demo secrets do */
    IdentityProviderReader(boolean loopback) {
        this.loopback = loopback;
    }

    Optional<IdentityProvider> read(Section section, boolean isThere) {
        if (!isThere) {
            return Optional.empty(); // its admin completes it in the console
        }
        Optional<Issuer> issuer = section.require("issuer", Issuer.EXPECTED, Issuer::parse);
        Optional<String> clientId = section.require("client-id", "the id that it gave us", Kinds::text);
        List<Secret> secrets = secrets(section);
        Optional<LocalDate> secretExpires = section.read("client-secret-expires", Kinds::date);
        List<String> scopes = scopes(section);
        Map<String, String> parameters = authorizationParameters(section.section("authorization-parameters"));
        SignOut signOut = section.read("sign-out", Kinds.oneOf(SignOut.class)).orElse(SignOut.HERE);
        section.notYet("allowed-tenants");
        section.end();
        if (issuer.isEmpty() || clientId.isEmpty() || secrets.isEmpty()) {
            return Optional.empty();
        }
        return Place.made(
                () -> new IdentityProvider(
                        issuer.get(), clientId.get(), secrets, secretExpires, scopes, parameters, signOut),
                section::place);
    }

    private List<Secret> secrets(Section section) {
        section.isThere("client-secret", SECRET);
        List<Value> values = section.someValues("client-secret", SECRET);
        if (values.size() > IdentityProvider.MOST_SECRETS) {
            section.place("client-secret").problem(values.size() + " values (expected: one, or two while rotating)");
        }
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

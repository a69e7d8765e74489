package io.gatehouse.config;

import io.gatehouse.organization.IdentityProvider;
import io.gatehouse.organization.Issuer;
import io.gatehouse.organization.SignOut;
import io.gatehouse.secret.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads an organization's {@code identity-provider}. */
final class IdentityProviderReader {

    /** What the gateway itself puts into an authorization request. */
    private static final Set<String> OURS = Set.of(
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

    private static final String SECRET = "the secret's value";
    private static final String DEMO = "demo-";

    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+"); // RFC 6749 §3.3
    private static final Pattern MANY_TENANTS_HOST =
            Pattern.compile("login\\.(partner\\.)?microsoftonline\\.(com|us|cn)");
    private static final Pattern MANY_TENANTS_PATH = Pattern.compile("/(common|organizations|consumers)(/.*)?");

    private final boolean loopback;

    /** @param loopback whether browsers reach the gateway on this machine only, where demo secrets do */
    IdentityProviderReader(boolean loopback) {
        this.loopback = loopback;
    }

    Optional<IdentityProvider> read(Section section, boolean isThere) {
        if (!isThere) {
            return Optional.empty(); // its admin completes it in the console
        }
        Optional<Issuer> issuer = section.require("issuer", Issuer.EXPECTED, IdentityProviderReader::issuer);
        Optional<String> clientId = section.require("client-id", "the id that it gave us", Kinds::text);
        List<Secret> secrets = secrets(section);
        List<String> scopes = scopes(section);
        Map<String, String> parameters = authorizationParameters(section.section("authorization-parameters"));
        SignOut signOut = section.read("sign-out", Kinds.oneOf(SignOut.class)).orElse(SignOut.HERE);
        section.notYet("allowed-tenants");
        section.read("client-secret-expires", Kinds::date)
                .ifPresent(unused -> section.place("client-secret-expires").note("has no effect in this version"));
        section.end();
        if (issuer.isEmpty() || clientId.isEmpty() || secrets.isEmpty()) {
            return Optional.empty();
        }
        return Place.made(
                () -> new IdentityProvider(issuer.get(), clientId.get(), secrets, scopes, parameters, signOut),
                section::place);
    }

    private List<Secret> secrets(Section section) {
        section.isThere("client-secret", SECRET);
        List<Value> values = section.someValues("client-secret", SECRET);
        if (values.size() > 2) {
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
            if (OURS.contains(name)) {
                section.place(name).problem("set by the gateway (expected: another parameter, such as prompt)");
            }
            section.read(name, Kinds::text).ifPresent(value -> parameters.put(name, value));
        }
        return parameters;
    }

    /** Also refuses the issuers of many tenants. */
    static Issuer issuer(String text) {
        Issuer issuer = Issuer.parse(text);
        String host = String.valueOf(issuer.uri().getHost()).toLowerCase(Locale.ROOT);
        String path = issuer.uri().getPath().toLowerCase(Locale.ROOT);
        if (MANY_TENANTS_HOST.matcher(host).matches()
                && MANY_TENANTS_PATH.matcher(path).matches()) {
            throw Kinds.refused(
                    text, "one tenant's own issuer; issuers of many tenants are not available in this version");
        }
        return issuer;
    }

    private static String scope(String text) {
        if (!SCOPE.matcher(text).matches()) {
            throw Kinds.refused(text, "a list of scopes such as [openid, profile, email]");
        }
        return text;
    }
}

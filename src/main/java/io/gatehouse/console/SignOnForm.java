package io.gatehouse.console;

import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.organization.client.Credential;
import io.gatehouse.organization.entra.GroupOverage;
import io.gatehouse.organization.provider.Accounts;
import io.gatehouse.organization.provider.ClaimsFrom;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.secret.Secret;
import io.gatehouse.settings.SignOn;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.util.MultiValueMap;

/**
 * The sign-on form as it was sent: what is typed is taken literally, and what is wrong with it stands beside its field. A
 * secret that is left empty stays what it was; none is ever sent back.
 */
public final class SignOnForm {

    private static final int LONGEST = 2_000;

    private final MultiValueMap<String, String> sent;
    private final Optional<SignOn> before;
    private final LocalDate today;
    private final Map<String, String> problems = new LinkedHashMap<>();

    /**
     * @param before what was entered last, whose secrets stay where none is typed
     * @param today in UTC, as secrets' last days are
     */
    public SignOnForm(MultiValueMap<String, String> sent, Optional<SignOn> before, LocalDate today) {
        this.sent = sent;
        this.before = before;
        this.today = today;
    }

    /** Empty when something is wrong; then {@link #problems} says what. */
    public Optional<SignOn> read() {
        Optional<Issuer> issuer = required("issuer", Issuer.EXPECTED, Issuer::parse);
        Optional<String> clientId = required("client-id", "the id that the identity provider shows", text -> text);
        List<Secret> secrets = secrets(issuer);
        Optional<LocalDate> expires =
                typed("client-secret-expires").flatMap(text -> read("client-secret-expires", text, this::lastDay));
        List<String> scopes = typed("scopes").map(this::scopes).orElse(IdentityProvider.DEFAULT_SCOPES);
        ClaimPath groups = typed("groups")
                .flatMap(text -> read("groups", text, ClaimPath::new))
                .orElse(RoleMapping.standard().claim());
        Set<String> tenants = words("allowed-tenants", Accounts::isTenant, Accounts.EXPECTED_TENANT);
        Set<String> domains = words("hosted-domains", EmailAddress::isDomain, "domains such as acme.com");
        if (!problems.isEmpty() || issuer.isEmpty() || clientId.isEmpty()) {
            return Optional.empty();
        }
        Optional<IdentityProvider> earlierOne = before.map(SignOn::identityProvider);
        IdentityProvider provider = new IdentityProvider(
                issuer.get(),
                clientId.get(),
                secrets,
                expires,
                scopes,
                earlierOne.map(IdentityProvider::authorizationParameters).orElse(Map.of()),
                earlierOne.map(IdentityProvider::signOut).orElse(SignOut.HERE),
                Credential.SECRET,
                new Accounts(tenants, domains),
                earlierOne.map(IdentityProvider::claimsFrom).orElse(ClaimsFrom.ID_TOKEN),
                earlierOne.map(IdentityProvider::groupOverage).orElse(GroupOverage.REFUSE));
        problems.putAll(provider.problems());
        return problems.isEmpty() ? Optional.of(new SignOn(provider, groups)) : Optional.empty();
    }

    /** By field, in the order of the page; what was found is not repeated where it could be a secret. */
    public Map<String, String> problems() {
        return problems;
    }

    /** What was typed, for showing it again; never a secret. */
    public String shown(String field) {
        return typed(field).orElse("");
    }

    /** A secret goes with its client: at another issuer or for another client it would be sent to whom it is not for. */
    private List<Secret> secrets(Optional<Issuer> issuer) {
        Optional<Secret> first = typed("client-secret").map(Secret::of);
        Optional<Secret> second = typed("second-secret").map(Secret::of);
        List<Secret> kept = before.filter(
                        earlier -> issuer.filter(earlier.identityProvider().issuer()::equals)
                                        .isPresent()
                                && typed("client-id")
                                        .filter(earlier.identityProvider().clientId()::equals)
                                        .isPresent())
                .map(earlier -> earlier.identityProvider().clientSecrets())
                .orElse(List.of());
        List<Secret> secrets = new ArrayList<>();
        first.or(() -> kept.stream().findFirst()).ifPresent(secrets::add);
        second.or(() -> first.isPresent() || sent.containsKey("forget-second")
                        ? Optional.empty()
                        : kept.stream().skip(1).findFirst())
                .ifPresent(secrets::add);
        if (secrets.isEmpty()) {
            problems.put(
                    "client-secret",
                    before.isPresent()
                            ? "missing (another client id or issuer needs its secret again)"
                            : "missing (expected: the secret’s value)");
        }
        return secrets;
    }

    /** In small letters, as many as were typed with spaces, commas or line breaks between. */
    private Set<String> words(String field, Predicate<String> kind, String expected) {
        Set<String> words = new LinkedHashSet<>();
        for (String word : typed(field).map(text -> text.split("[\\s,]+")).orElse(new String[0])) {
            String small = word.toLowerCase(Locale.ROOT);
            if (!kind.test(small)) {
                problems.put(field, "“" + word + "” (expected: " + expected + ")");
            }
            words.add(small);
        }
        return words;
    }

    private LocalDate lastDay(String text) {
        LocalDate day;
        try {
            day = LocalDate.parse(text);
        } catch (DateTimeParseException noDay) {
            throw new IllegalArgumentException("“" + text + "” (expected: a day such as 2027-03-14)");
        }
        if (day.isBefore(today)) {
            throw new IllegalArgumentException(text
                    + " is over (expected: the last day of the secret as it is now; leave it empty if there is none)");
        }
        return day;
    }

    private List<String> scopes(String text) {
        List<String> scopes = Arrays.asList(text.split("[\\s,]+"));
        Optional<String> wrong = scopes.stream()
                .filter(scope -> !IdentityProvider.isScope(scope))
                .findFirst();
        if (wrong.isPresent() || !scopes.contains("openid")) {
            problems.put("scopes", "“" + text + "” (expected: words with spaces between, openid among them)");
        }
        return scopes;
    }

    private <T> Optional<T> required(String field, String expected, Function<String, T> kind) {
        Optional<String> text = typed(field);
        if (text.isEmpty()) {
            problems.put(field, "missing (expected: " + expected + ")");
        }
        return text.flatMap(value -> read(field, value, kind));
    }

    private <T> Optional<T> read(String field, String text, Function<String, T> kind) {
        try {
            return Optional.of(kind.apply(text));
        } catch (IllegalArgumentException refused) {
            problems.put(field, String.valueOf(refused.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<String> typed(String field) {
        return Optional.ofNullable(sent.getFirst(field))
                .map(String::strip)
                .filter(text -> !text.isEmpty() && text.length() <= LONGEST);
    }
}

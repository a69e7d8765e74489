package io.gatehouse.login.fault;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error that a provider answered. Providers repeat what they were sent, and so only what cannot be a secret is said of
 * it: the error's name, Entra's numbers, and the ids under which the provider's support finds it.
 *
 * @param error the name that RFC 6749 and its kin give it, such as {@code invalid_client}
 * @param text the description in small letters, for comparisons only; never said
 */
record Answer(String error, String text, String said) {

    private static final Pattern NAME = Pattern.compile("[a-z]+(?:_[a-z]+){0,5}");
    private static final int LONGEST_NAME = 40;

    private static final Pattern PIECES = Pattern.compile(
            "AADSTS\\d{4,8}|(?:Trace|Correlation) ID: \\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private static final Pattern NUMBER = Pattern.compile("aadsts(\\d{4,8})");

    /** RFC 6749's own sentence on {@code invalid_client} names every reason at once, and so none (Hydra and others). */
    private static final String EVERY_REASON =
            "(e.g., unknown client, no client authentication included, or unsupported authentication method)";

    /** Microsoft's numbers mean the same wherever they stand. */
    private static final Map<Integer, Fault> ENTRA = Map.ofEntries(
            Map.entry(7000215, Fault.WRONG_SECRET),
            Map.entry(7000222, Fault.SECRET_EXPIRED),
            Map.entry(7000218, Fault.WRONG_CLIENT_AUTHENTICATION), // no client_secret or client_assertion
            Map.entry(700025, Fault.WRONG_CLIENT_AUTHENTICATION), // a public client that sent a secret
            Map.entry(700027, Fault.WRONG_KEY), // no such certificate
            Map.entry(700024, Fault.CLOCK_SKEW), // the assertion's times
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

    static Answer of(String error, String description) {
        boolean named = error.length() <= LONGEST_NAME && NAME.matcher(error).matches();
        StringBuilder said = new StringBuilder(named ? error : "an error without a proper name");
        PIECES.matcher(description)
                .results()
                .map(found -> " " + found.group())
                .distinct()
                .forEach(said::append);
        String text = description.toLowerCase(Locale.ROOT).replace(EVERY_REASON, "");
        return new Answer(named ? error : "", text, said.toString());
    }

    boolean is(String name) {
        return error.equals(name);
    }

    boolean says(String... words) {
        for (String word : words) {
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** Entra's; 0 when there is none. */
    int number() {
        Matcher number = NUMBER.matcher(text);
        return number.find() ? Integer.parseInt(number.group(1)) : 0;
    }

    /** What Entra's number means; empty where there is none that we know. */
    Optional<Fault> numbered() {
        return Optional.ofNullable(ENTRA.get(number()));
    }
}

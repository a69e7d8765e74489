package io.gatehouse.organization;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An e-mail address whose domain can be trusted to be what it looks like: one {@code @}, ASCII, lower-cased.
 *
 * <p>Addresses such as {@code a@evil.example@acme.example} have no domain here (CVE-2026-40574 read the last one).
 */
public record EmailAddress(String value) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(" + domainForm() + ")");
    private static final Pattern DOMAIN = Pattern.compile(domainForm());

    /** RFC 5321 §4.5.3.1: no real one is longer, and what a claim says may be. */
    public static final int LONGEST = 320;

    public EmailAddress {
        if (!isAddress(value)) {
            throw new IllegalArgumentException(value + " (expected: an e-mail address)");
        }
        value = value.toLowerCase(Locale.ROOT);
    }

    /** Empty when the text is not an address; never an error, since it may come from a claim. */
    public static Optional<EmailAddress> parse(String text) {
        return isAddress(text) ? Optional.of(new EmailAddress(text)) : Optional.empty();
    }

    /** Whether the text is a domain name such as {@code acme.com}, in lower case. */
    public static boolean isDomain(String text) {
        return text.length() <= LONGEST && DOMAIN.matcher(text).matches() && text.equals(text.toLowerCase(Locale.ROOT));
    }

    /** The part behind the {@code @}, in lower case. */
    public String domain() {
        return value.substring(value.indexOf('@') + 1);
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean isAddress(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches();
    }

    private static String domainForm() {
        return "(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}";
    }
}

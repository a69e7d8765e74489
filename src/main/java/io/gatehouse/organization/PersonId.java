package io.gatehouse.organization;

import io.gatehouse.organization.provider.Issuer;

/**
 * A person as their identity provider tells them apart; names and addresses change, and are given to others.
 *
 * @param issuer exactly as in the ID token
 * @param subject unique within the issuer
 */
public record PersonId(String issuer, String subject) {

    public static final String EXPECTED = "a person as issuer#subject, such as https://login.acme.com#248289761001";

    /** Whether the text is meant as a person; no e-mail address has a scheme in it. */
    public static boolean isMeantBy(String text) {
        return text.contains("://");
    }

    /**
     * Reads what {@link #toString} writes. The first {@code #} divides: no issuer has a fragment (OpenID Connect Core 1.0 §2).
     *
     * @throws IllegalArgumentException when the text is no issuer and subject
     */
    public static PersonId parse(String text) {
        int divider = text.indexOf('#');
        String issuer = text.substring(0, Math.max(divider, 0));
        String subject = text.substring(divider + 1);
        if (issuer.isEmpty() || subject.isBlank()) {
            throw new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
        }
        if (!Issuer.parse(issuer).toString().equals(issuer)) {
            throw new IllegalArgumentException(text + " (expected: the issuer exactly as it stands in ID tokens)");
        }
        return new PersonId(issuer, subject);
    }

    /** As in YAML. */
    @Override
    public String toString() {
        return issuer + "#" + subject;
    }
}

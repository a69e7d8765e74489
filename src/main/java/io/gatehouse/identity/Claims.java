package io.gatehouse.identity;

import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.PersonId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an identity provider said of a person, reduced to what rules and upstreams read; kept with the session, so that
 * roles follow the organization's present version.
 *
 * @param issuer exactly as in the verified ID token
 * @param clientId the client the token was made for
 * @param subject unique within the issuer
 * @param username for people ({@code preferred_username}, else name, else the e-mail address, else the subject)
 * @param email empty when there is none, or none that is an address
 * @param emailVerified only when the identity provider said boolean true
 * @param rolesClaim where {@link #groups} was read, since values of another claim mean nothing to the mapping
 */
public record Claims(
        String issuer,
        String clientId,
        String subject,
        String username,
        Optional<EmailAddress> email,
        boolean emailVerified,
        String rolesClaim,
        List<String> groups) {

    public Claims {
        groups = List.copyOf(groups);
    }

    /** @param claims of a verified ID token, joined with user info where that was asked for */
    public static Claims from(Map<String, Object> claims, String clientId, ClaimPath rolesClaim) {
        String subject = text(claims, "sub").orElseThrow(() -> new IllegalArgumentException("sub: missing"));
        Optional<EmailAddress> email = text(claims, "email").flatMap(EmailAddress::parse);
        String username = text(claims, "preferred_username")
                .or(() -> text(claims, "name"))
                .or(() -> email.map(EmailAddress::value))
                .orElse(subject);
        return new Claims(
                String.valueOf(claims.get("iss")),
                clientId,
                subject,
                username,
                email,
                Boolean.TRUE.equals(claims.get("email_verified")),
                rolesClaim.text(),
                rolesClaim.read(claims));
    }

    public PersonId person() {
        return new PersonId(issuer, subject);
    }

    /** The address where the identity provider vouches for it. */
    public Optional<EmailAddress> verifiedEmail() {
        return email.filter(unused -> emailVerified);
    }

    private static Optional<String> text(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }
}

package io.gatehouse.identity;

import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.PersonId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an identity provider said of a person, reduced to what rules and upstreams read; kept with the session, so that
 * roles follow the organization's present version.
 *
 * @param issuer exactly as in the verified ID token
 * @param clientId the client the token was made for
 * @param subject unique within the issuer; of Microsoft Entra ID the object id and the tenant id, since its {@code sub} is
 *     another one for each client
 * @param username for people ({@code preferred_username}, else name, else the e-mail address, else the subject)
 * @param email empty when there is none, or none that is an address
 * @param emailVerified only when the identity provider vouches for it ({@link EmailClaims})
 * @param rolesClaim where {@link #groups} was read, since values of another claim mean nothing to the mapping
 * @param home the account's tenant (Entra ID) or hosted domain (Google); empty when it has none
 * @param groupsWithheld whether there are groups that were too many to come, so that {@link #groups} says nothing
 */
public record Claims(
        String issuer,
        String clientId,
        String subject,
        String username,
        Optional<EmailAddress> email,
        boolean emailVerified,
        String rolesClaim,
        List<String> groups,
        Optional<String> home,
        boolean groupsWithheld) {

    public Claims {
        groups = List.copyOf(groups);
        home = Objects.requireNonNullElse(home, Optional.empty()); // what an earlier version has kept has none
    }

    /** Whether the same provider says it of the same account, to the same client. */
    public boolean isSamePerson(Claims other) {
        return issuer.equals(other.issuer) && clientId.equals(other.clientId) && subject.equals(other.subject);
    }

    /** Of a person whose account has no home, and whose groups all came. */
    public Claims(
            String issuer,
            String clientId,
            String subject,
            String username,
            Optional<EmailAddress> email,
            boolean emailVerified,
            String rolesClaim,
            List<String> groups) {
        this(issuer, clientId, subject, username, email, emailVerified, rolesClaim, groups, Optional.empty(), false);
    }

    /** @param claims of a verified ID token, joined with user info where that was asked for */
    public static Claims from(Map<String, Object> claims, String clientId, ClaimPath rolesClaim) {
        Account account = Account.of(claims);
        EmailClaims email = EmailClaims.of(claims, account);
        String username = text(claims, "preferred_username")
                .or(() -> account.isEntra()
                        ? text(claims, "upn").or(() -> text(claims, "unique_name"))
                        : Optional.empty())
                .or(() -> text(claims, "name"))
                .or(() -> email.address().map(EmailAddress::value))
                .orElse(account.subject());
        return new Claims(
                account.issuer(),
                clientId,
                account.subject(),
                username,
                email.address(),
                email.verified(),
                rolesClaim.text(),
                rolesClaim.read(claims),
                account.home(),
                false);
    }

    /** The same with groups that stood elsewhere. */
    public Claims withGroups(List<String> found) {
        return new Claims(issuer, clientId, subject, username, email, emailVerified, rolesClaim, found, home, false);
    }

    /** The same where it is known that there are groups, and not which. */
    public Claims withGroupsWithheld() {
        return new Claims(issuer, clientId, subject, username, email, emailVerified, rolesClaim, List.of(), home, true);
    }

    public PersonId person() {
        return new PersonId(issuer, subject);
    }

    /** The address where the identity provider vouches for it. */
    public Optional<EmailAddress> verifiedEmail() {
        return email.filter(unused -> emailVerified);
    }

    static Optional<String> text(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }
}

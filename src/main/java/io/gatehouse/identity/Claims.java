package io.gatehouse.identity;

import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.PersonId;
import java.util.Collection;
import java.util.HashMap;
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
 * @param kept the values of each claim that a route reads, by its path; of a path that is not there, nothing is known
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
        boolean groupsWithheld,
        Map<String, List<String>> kept) {

    /** In characters: more of one claim is not kept, and goes into no header either. */
    private static final int MOST_KEPT = 8_192;

    public Claims {
        groups = List.copyOf(groups);
        kept = Map.copyOf(Objects.requireNonNullElse(kept, Map.of()));
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

    /** Of a person of whom routes read nothing more. */
    public Claims(
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
        this(
                issuer,
                clientId,
                subject,
                username,
                email,
                emailVerified,
                rolesClaim,
                groups,
                home,
                groupsWithheld,
                Map.of());
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
        return new Claims(
                issuer, clientId, subject, username, email, emailVerified, rolesClaim, found, home, false, kept);
    }

    /** The same where it is known that there are groups, and not which. */
    public Claims withGroupsWithheld() {
        return new Claims(
                issuer, clientId, subject, username, email, emailVerified, rolesClaim, List.of(), home, true, kept);
    }

    /** The same with the values of these claims, none included. */
    public Claims keeping(Collection<ClaimPath> paths, Map<String, Object> received) {
        Map<String, List<String>> values = new HashMap<>(kept);
        for (ClaimPath path : paths) {
            List<String> found = path.read(received);
            if (found.stream().mapToInt(String::length).sum() <= MOST_KEPT) {
                values.put(path.text(), found);
            }
        }
        return new Claims(
                issuer,
                clientId,
                subject,
                username,
                email,
                emailVerified,
                rolesClaim,
                groups,
                home,
                groupsWithheld,
                values);
    }

    /** The values of a claim that a route reads; empty when it is not known whether there are any. */
    public Optional<List<String>> kept(ClaimPath path) {
        return Optional.ofNullable(kept.get(path.text()));
    }

    /** The organization through the identity provider that said it. */
    public Organization through(Organization organization) {
        return organization.hasSeveral() ? organization.throughIssuer(issuer) : organization;
    }

    /** The same as the organization believes it: an address that its provider may not vouch for is not a verified one. */
    public Claims believedBy(Organization organization) {
        boolean believed = !emailVerified
                || email.filter(organization.identityProviders()::believes).isPresent();
        return believed
                ? this
                : new Claims(
                        issuer,
                        clientId,
                        subject,
                        username,
                        email,
                        false,
                        rolesClaim,
                        groups,
                        home,
                        groupsWithheld,
                        kept);
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

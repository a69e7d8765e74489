package io.gatehouse.session;

import io.gatehouse.identity.Claims;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.secret.Digest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * By what sessions are found when they are to end, always of one organization only. The store sees a digest, so that whoever
 * reads there learns no names.
 */
public record Handle(String digest) {

    /** Everybody's who is signed in to the organization. */
    public static Handle ofOrganization(OrganizationName organization) {
        return of("organization", organization.value());
    }

    /** A person's, wherever they are signed in. */
    static Handle ofPerson(OrganizationName organization, String issuer, String clientId, String subject) {
        return of("person", organization.value(), issuer, clientId, subject);
    }

    /** A person's with whatever client of ours: an earlier one counts again when an admin goes back to it. */
    static Handle ofAccount(OrganizationName organization, PersonId person) {
        return of("account", organization.value(), person.issuer(), person.subject());
    }

    /** Those that come of one session at the identity provider (its {@code sid}). */
    static Handle ofProviderSession(OrganizationName organization, String issuer, String clientId, String session) {
        return of("provider-session", organization.value(), issuer, clientId, session);
    }

    /**
     * Those of people who are called that, by themselves or by their e-mail address: by what admins look for them. Nothing is
     * ended by it, since names are given to others.
     */
    public static Handle ofName(OrganizationName organization, String name) {
        return of("name", organization.value(), name.strip().toLowerCase(Locale.ROOT));
    }

    /** What an identity provider has told us once, by the id of its message ({@code jti}). */
    static Handle ofMessage(OrganizationName organization, String issuer, String id) {
        return of("message", organization.value(), issuer, id);
    }

    /** All under which a session is found. */
    static List<Handle> of(OrganizationName organization, Claims claims, Optional<String> providerSession) {
        return Stream.of(
                        providerSession.stream()
                                .map(session ->
                                        ofProviderSession(organization, claims.issuer(), claims.clientId(), session)),
                        Stream.of(
                                ofPerson(organization, claims.issuer(), claims.clientId(), claims.subject()),
                                ofAccount(organization, claims.person()),
                                ofOrganization(organization),
                                ofName(organization, claims.username())),
                        claims.email().map(EmailAddress::value).map(address -> ofName(organization, address)).stream())
                .flatMap(handles -> handles)
                .distinct()
                .toList();
    }

    private static Handle of(String... parts) {
        return new Handle(Digest.of(parts));
    }
}

package io.gatehouse.session;

import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Organization;
import java.time.Instant;

/** What is stored of a session: facts of the sign-in, never what rules make of them. */
record StoredSession(String organization, Claims claims, Instant signedInAt) {

    /**
     * Whether this sign-in still counts for the organization as it is now: made there, at this identity provider, for
     * this client, with the claim that its rules read, and young enough.
     *
     * @param now in milliseconds
     */
    boolean countsFor(Organization present, long now) {
        boolean sameProvider = present.identityProvider()
                .filter(provider -> provider.issuer().isNamed(claims.issuer())
                        && provider.clientId().equals(claims.clientId()))
                .isPresent();
        return organization.equals(present.name().value())
                && sameProvider
                && claims.rolesClaim().equals(present.roles().claim().text())
                && now < signedInAt.plus(present.sessions().maxAge()).toEpochMilli();
    }

    Session as(String hash, Organization present) {
        return new Session(hash, Identity.of(present, claims), signedInAt);
    }
}

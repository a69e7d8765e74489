package io.gatehouse.session;

import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.identity.Standing;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.session.device.Device;
import java.time.Instant;
import java.util.Optional;

/**
 * What is stored of a session: facts of the sign-in, never what rules make of them.
 *
 * @param provider the issuer as it was configured then; tokens of one that is written by a domain name another
 * @param confirmedAt when the identity provider has vouched for it last
 * @param refreshable whether there is a refresh token beside it
 * @param device from where the person signed in
 * @param standing as a member; empty in what an older version has written
 */
record StoredSession(
        String organization,
        String provider,
        Claims claims,
        Instant signedInAt,
        Instant confirmedAt,
        boolean refreshable,
        Device device,
        Optional<Standing> standing) {

    static StoredSession of(
            Organization organization,
            Vouched vouched,
            Optional<Standing> standing,
            Instant signedInAt,
            Device device) {
        return new StoredSession(
                organization.name().value(),
                issuer(organization),
                vouched.claims(),
                signedInAt,
                signedInAt,
                vouched.tokens().refreshToken().isPresent(),
                device,
                standing);
    }

    /** The same of somebody whose standing has changed. */
    StoredSession with(Standing present) {
        return new StoredSession(
                organization, provider, claims, signedInAt, confirmedAt, refreshable, device, Optional.of(present));
    }

    /** The same, with what the provider has handed out since, although it vouched for nobody. */
    StoredSession with(Tokens present) {
        return new StoredSession(
                organization,
                provider,
                claims,
                signedInAt,
                confirmedAt,
                present.refreshToken().isPresent(),
                device,
                standing);
    }

    /** The same sign-in, vouched for again. */
    StoredSession confirmed(Vouched again, Instant now) {
        return new StoredSession(
                organization,
                provider,
                again.claims(),
                signedInAt,
                now,
                again.tokens().refreshToken().isPresent(),
                device,
                standing);
    }

    /**
     * Whether this sign-in still counts for the organization as it is now: made there, at this identity provider, for
     * this client, by an account that may sign in, a member where one has to be, with the claim that its rules read, and young
     * enough.
     *
     * @param now in milliseconds
     */
    boolean countsFor(Organization present, long now) {
        Organization way = claims.through(present);
        return organization.equals(present.name().value())
                && isOf(way)
                && (standing.isPresent() || way.members().admitsStrangers())
                && claims.rolesClaim().equals(way.roles().claim().text())
                && now < signedInAt.plus(way.sessions().maxAge()).toEpochMilli();
    }

    private boolean isOf(Organization present) {
        return provider.equals(issuer(present))
                && present.identityProvider()
                        .filter(settings -> settings.admits(claims.issuer(), claims.home())
                                && settings.clientId().equals(claims.clientId()))
                        .isPresent();
    }

    private static String issuer(Organization organization) {
        return organization
                .identityProvider()
                .map(IdentityProvider::issuer)
                .map(Object::toString)
                .orElse("");
    }

    Session as(String hash, Organization present) {
        return new Session(hash, Identity.of(present, claims, standing), signedInAt, confirmedAt, refreshable, device);
    }
}

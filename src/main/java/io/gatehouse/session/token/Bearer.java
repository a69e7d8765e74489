package io.gatehouse.session.token;

import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Organization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.server.ServerWebExchange;

/**
 * Whom a request speaks for that came with a bearer token in the place of a session.
 *
 * @param audience whom the token was made for
 * @param digest of the token, and of the organization that it counts for; tells one token from another, and leads to none
 * @param expiresAt when the token is over, and whatever was opened with it
 */
public record Bearer(Identity identity, List<String> audience, String digest, Instant expiresAt) {

    private static final String ORGANIZATION = "{organization}";

    public Bearer {
        audience = List.copyOf(audience);
    }

    /** The bearer of a request that has been through the bearer room; empty for everybody else. */
    public static Optional<Bearer> of(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(Bearer.class.getName()));
    }

    public void keepIn(ServerWebExchange exchange) {
        exchange.getAttributes().put(Bearer.class.getName(), this);
    }

    /** @param audiences of a route; {@code {organization}} in one is the organization's name */
    public boolean isFor(Set<String> audiences) {
        String organization = identity.organization().value();
        return audiences.stream()
                .map(wanted -> wanted.replace(ORGANIZATION, organization))
                .anyMatch(audience::contains);
    }

    /** The same as the organization sees it now; none where its provider has changed, or its rules read another claim. */
    public Optional<Identity> seenBy(Organization present) {
        Claims claims = identity.claims();
        Organization way = claims.through(present);
        boolean counts = claims.rolesClaim().equals(way.roles().claim().text())
                && way.identityProvider()
                        .filter(settings -> settings.admits(claims.issuer(), claims.home())
                                && settings.clientId().equals(claims.clientId()))
                        .isPresent();
        return counts ? Optional.of(Identity.of(way, claims, identity.standing())) : Optional.empty();
    }
}

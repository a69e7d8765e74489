package io.gatehouse.login.provider;

import java.time.Instant;
import java.util.Optional;

/**
 * What an identity provider says when a session of its own has ended, verified in full (OpenID Connect Back-Channel Logout 1.0
 * §2.4). It names a person, a session, or both.
 *
 * @param id by which it is told from any other ({@code jti})
 * @param issuer as the ID tokens of its people name it
 * @param issuedAt by the provider's clock
 * @param subject whose session it was; empty when it does not say
 * @param providerSession which of them ({@code sid}); empty for all of them
 */
public record LogoutToken(
        String id, String issuer, Instant issuedAt, Optional<String> subject, Optional<String> providerSession) {}

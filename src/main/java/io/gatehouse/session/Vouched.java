package io.gatehouse.session;

import io.gatehouse.identity.Claims;
import java.time.Instant;
import java.util.Optional;

/**
 * What an identity provider has vouched for, verified in full: at a sign-in, and again at each recheck.
 *
 * @param providerSession the {@code sid} of the ID token, by which the provider tells us when it ends; empty when it has none
 * @param issuedAt of the ID token ({@code iat}), by the provider's clock
 */
public record Vouched(Claims claims, Tokens tokens, Optional<String> providerSession, Instant issuedAt) {}

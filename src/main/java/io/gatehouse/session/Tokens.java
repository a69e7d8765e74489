package io.gatehouse.session;

import io.gatehouse.secret.Secret;
import java.util.Optional;

/**
 * What the identity provider handed out at sign-in; kept beside the session and read only when it is needed.
 *
 * @param idToken the hint that sign-out at the identity provider wants
 */
public record Tokens(Secret idToken, Optional<Secret> refreshToken) {}

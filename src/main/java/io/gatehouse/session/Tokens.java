package io.gatehouse.session;

import io.gatehouse.secret.Secret;
import io.gatehouse.session.token.AccessToken;
import java.util.Optional;

/**
 * What the identity provider handed out at sign-in; kept beside the session and read only when it is needed.
 *
 * @param idToken the hint that sign-out at the identity provider wants
 * @param accessToken kept only while a route relays it
 */
public record Tokens(Secret idToken, Optional<Secret> refreshToken, Optional<AccessToken> accessToken) {

    public Tokens(Secret idToken, Optional<Secret> refreshToken) {
        this(idToken, refreshToken, Optional.empty());
    }

    /** Of no more use without the browser. */
    public Tokens withoutRefreshToken() {
        return new Tokens(idToken, Optional.empty(), accessToken);
    }

    Tokens withoutAccessToken() {
        return new Tokens(idToken, refreshToken);
    }
}

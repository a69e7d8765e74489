package io.gatehouse.login.person;

import io.gatehouse.identity.Claims;
import io.gatehouse.secret.Secret;
import io.gatehouse.session.Tokens;
import io.gatehouse.session.Vouched;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;

/**
 * A sign-in whose every part has been verified.
 *
 * @param received all claims of the ID token, joined with user info where that was asked for
 * @param answer of the token endpoint, and the ID token in it
 */
public record SignedIn(Claims claims, Map<String, Object> received, OAuth2LoginAuthenticationToken answer) {

    /** What the session is made of. */
    public Vouched vouched() {
        OidcIdToken idToken = Received.user(answer).getIdToken();
        return new Vouched(
                claims,
                tokens(),
                Optional.ofNullable(idToken.getClaimAsString("sid")),
                Objects.requireNonNull(idToken.getIssuedAt())); // without it, it was not verified
    }

    private Tokens tokens() {
        Optional<Secret> refreshToken = Optional.ofNullable(answer.getRefreshToken())
                .map(OAuth2RefreshToken::getTokenValue)
                .map(Secret::of);
        return new Tokens(Secret.of(Received.user(answer).getIdToken().getTokenValue()), refreshToken);
    }
}

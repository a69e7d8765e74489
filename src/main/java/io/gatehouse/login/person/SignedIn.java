package io.gatehouse.login.person;

import io.gatehouse.identity.Claims;
import io.gatehouse.secret.Secret;
import io.gatehouse.session.Tokens;
import io.gatehouse.session.Vouched;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;

/**
 * A sign-in whose every part has been verified.
 *
 * @param received all claims of the ID token, joined with user info where that was asked for
 * @param answer of the token endpoint, and the ID token in it
 */
public record SignedIn(Claims claims, Map<String, Object> received, TokenAnswer answer) {

    /** What the session is made of. */
    public Vouched vouched() {
        OidcIdToken idToken = answer.user().getIdToken();
        return new Vouched(
                claims,
                tokens(),
                Optional.ofNullable(idToken.getClaimAsString("sid")),
                Objects.requireNonNull(idToken.getIssuedAt())); // without it, it was not verified
    }

    private Tokens tokens() {
        return new Tokens(
                Secret.of(answer.user().getIdToken().getTokenValue()),
                answer.refreshToken(),
                Optional.of(TokenAnswer.relayed(answer.accessToken())));
    }
}

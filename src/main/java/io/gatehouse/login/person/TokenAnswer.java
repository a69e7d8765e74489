package io.gatehouse.login.person;

import io.gatehouse.secret.Secret;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * What a token endpoint handed out, its ID token verified.
 *
 * @param user the ID token, and user info where that was asked for
 */
public record TokenAnswer(OidcUser user, OAuth2AccessToken accessToken, Optional<Secret> refreshToken) {

    public static TokenAnswer of(OAuth2LoginAuthenticationToken exchanged) {
        return new TokenAnswer(
                (OidcUser) Objects.requireNonNull(exchanged.getPrincipal()),
                Objects.requireNonNull(exchanged.getAccessToken()),
                Optional.ofNullable(exchanged.getRefreshToken())
                        .map(OAuth2RefreshToken::getTokenValue)
                        .map(Secret::of));
    }
}

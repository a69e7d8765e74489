package io.gatehouse.login.person;

import io.gatehouse.secret.Secret;
import io.gatehouse.session.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
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

    /** What a provider that says no time lets its tokens live at least. */
    private static final Duration UNSAID = Duration.ofMinutes(5);

    public static TokenAnswer of(OAuth2LoginAuthenticationToken exchanged) {
        return new TokenAnswer(
                (OidcUser) Objects.requireNonNull(exchanged.getPrincipal()),
                Objects.requireNonNull(exchanged.getAccessToken()),
                Optional.ofNullable(exchanged.getRefreshToken())
                        .map(OAuth2RefreshToken::getTokenValue)
                        .map(Secret::of));
    }

    /** The access token, to be relayed. */
    public static AccessToken relayed(OAuth2AccessToken token) {
        Instant from = Objects.requireNonNullElse(token.getIssuedAt(), Instant.EPOCH);
        Instant said = Objects.requireNonNullElse(token.getExpiresAt(), from);
        // Spring Security makes one second of an answer without expires_in.
        boolean unsaid = Duration.between(from, said).compareTo(Duration.ofSeconds(1)) <= 0;
        return new AccessToken(Secret.of(token.getTokenValue()), from, unsaid ? from.plus(UNSAID) : said);
    }
}

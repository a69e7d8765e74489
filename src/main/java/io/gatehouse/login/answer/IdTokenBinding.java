package io.gatehouse.login.answer;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.claims.CodeHash;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.organization.OrganizationName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;

/** Holds a verified ID token to the sign-in that it came with: the code and the access token beside it, and when it began. */
public final class IdTokenBinding {

    private static final Logger log = LoggerFactory.getLogger(IdTokenBinding.class);

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    /** Clocks that are set by NTP agree to milliseconds; an answer may be under way for some seconds. */
    private static final Duration UNREMARKABLE = Duration.ofSeconds(5);

    private final Clock clock;

    public IdTokenBinding(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param code that was exchanged for it
     * @param begun when the person was sent to the provider
     * @throws SignInRefused saying what belongs to another sign-in
     */
    public void check(OidcUserRequest answer, String code, Instant begun) {
        OidcIdToken idToken = answer.getIdToken();
        checkAccessToken(idToken, answer.getAccessToken().getTokenValue());
        AuthorizationCode exchanged = new AuthorizationCode(code);
        CodeHash expected = CodeHash.compute(exchanged, algorithm(idToken), null);
        checkHash("c_hash", idToken, expected.getValue(), "code");
        checkAge(issuedAt(idToken), begun);
    }

    /**
     * OpenID Connect Core §3.1.3.8: optional, and never wrong.
     *
     * @throws SignInRefused when the ID token came with another access token
     */
    public static void checkAccessToken(OidcIdToken idToken, String accessToken) {
        AccessToken token = new BearerAccessToken(accessToken);
        AccessTokenHash expected = AccessTokenHash.compute(token, algorithm(idToken), null);
        checkHash("at_hash", idToken, expected.getValue(), "access token");
    }

    /** How far the provider's clock is from ours, for the operator who will be asked why nobody can sign in any more. */
    public void measureClock(OidcIdToken idToken, OrganizationName organization) {
        Duration ahead = Duration.between(clock.instant(), issuedAt(idToken));
        if (ahead.abs().compareTo(UNREMARKABLE) > 0) {
            log.warn(
                    "sign-in: {}: clock: the identity provider's is {} s {} ours (expected: at most {} s; beyond {} s nobody"
                            + " can sign in)",
                    organization,
                    ahead.abs().toSeconds(),
                    ahead.isNegative() ? "behind" : "ahead of",
                    UNREMARKABLE.toSeconds(),
                    CLOCK_SKEW.toSeconds());
        }
    }

    private static void checkHash(String name, OidcIdToken idToken, String expected, String of) {
        @Nullable Object found = idToken.getClaim(name);
        boolean same =
                found == null || found instanceof String hash && MessageDigest.isEqual(bytes(hash), bytes(expected));
        if (!same) {
            throw SignInRefused.inIdToken(Fault.WRONG_NONCE, name + ": of another " + of);
        }
    }

    /** Core §3.1.3.7 (10): older than the sign-in that asked for it, it was made for somebody else. */
    private static void checkAge(Instant issuedAt, Instant begun) {
        Duration before = Duration.between(issuedAt, begun);
        if (before.compareTo(CLOCK_SKEW) > 0) {
            throw SignInRefused.inIdToken(
                    Fault.CLOCK_SKEW,
                    "iat: " + before.toSeconds() + " s before this sign-in began (expected: at most "
                            + CLOCK_SKEW.toSeconds() + ")");
        }
    }

    private static Instant issuedAt(OidcIdToken idToken) {
        return Objects.requireNonNull(idToken.getIssuedAt()); // without it, it was not verified
    }

    private static JWSAlgorithm algorithm(OidcIdToken idToken) {
        String token = idToken.getTokenValue();
        try {
            return JWSHeader.parse(new Base64URL(token.substring(0, token.indexOf('.'))))
                    .getAlgorithm();
        } catch (ParseException impossible) {
            throw new IllegalStateException(impossible); // its signature has been verified
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

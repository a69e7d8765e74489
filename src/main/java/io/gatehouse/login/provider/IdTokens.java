package io.gatehouse.login.provider;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSecurityContextJWKSet;
import com.nimbusds.jose.proc.JWKSecurityContext;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

/** Verifies ID tokens with Nimbus and Spring Security: signature, issuer, audience, times (OpenID Connect Core §3.1.3.7). */
final class IdTokens {

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    /** Asymmetric signatures only: no {@code none}, and no HMAC that a public key could be taken for. */
    private static final List<JWSAlgorithm> ACCEPTED = List.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private IdTokens() {}

    static ReactiveJwtDecoder decoder(
            ClientRegistration registration, ProviderMetadata metadata, JwkSource keys, Clock clock) {
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSource(keys::keysFor)
                .jwtProcessorCustomizer(processor -> restrict(processor, algorithms(metadata)))
                .build();
        OidcIdTokenValidator idToken = new OidcIdTokenValidator(registration);
        idToken.setClockSkew(CLOCK_SKEW);
        idToken.setClock(clock);
        JwtTimestampValidator times = new JwtTimestampValidator(CLOCK_SKEW);
        times.setClock(clock);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(times, idToken));
        ReactiveJwtDecoder verifying = keys.lookingAgain(decoder);
        return token -> verifying.decode(token).doOnNext(IdTokenForm::check);
    }

    private static void restrict(ConfigurableJWTProcessor<JWKSecurityContext> processor, Set<JWSAlgorithm> algorithms) {
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, new JWKSecurityContextJWKSet()));
    }

    /** What the provider says it signs with, as far as we accept it; RS256 is the one every provider must have. */
    private static Set<JWSAlgorithm> algorithms(ProviderMetadata metadata) {
        Set<JWSAlgorithm> said =
                metadata.signingAlgorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
        Set<JWSAlgorithm> accepted = new HashSet<>(ACCEPTED);
        accepted.retainAll(said);
        return accepted.isEmpty() ? Set.of(JWSAlgorithm.RS256) : accepted;
    }
}

package io.gatehouse.login.provider;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSecurityContextJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWKSecurityContext;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import io.gatehouse.login.token.ExpectedIssuer;
import io.gatehouse.login.token.OwnAccounts;
import io.gatehouse.organization.provider.IdentityProvider;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/** Verifies ID tokens with Nimbus and Spring Security: signature, issuer, audience, times (OpenID Connect Core §3.1.3.7). */
final class IdTokens {

    static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

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
            ClientRegistration registration,
            IdentityProvider settings,
            ProviderMetadata metadata,
            JwkSource keys,
            Clock clock) {
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSource(keys::keysFor)
                .jwtProcessorCustomizer(processor -> restrict(processor, algorithms(metadata)))
                .build();
        // The issuer is checked by ExpectedIssuer, which knows of places for a tenant in it.
        OidcIdTokenValidator idToken = new OidcIdTokenValidator(ClientRegistration.withClientRegistration(registration)
                .issuerUri(null)
                .build());
        idToken.setClockSkew(CLOCK_SKEW);
        idToken.setClock(clock);
        decoder.setJwtValidator(inTurn(List.of(
                new ExpectedIssuer(metadata.issuer()), new DelegatingOAuth2TokenValidator<>(times(clock), idToken))));
        decoder.setClaimSetConverter(MappedJwtClaimSetConverter.withDefaults(
                Map.of(JwtClaimNames.ISS, found -> ExpectedIssuer.written(found, settings.issuer()))));
        ReactiveJwtDecoder looking = keys.lookingAgain(decoder);
        OwnAccounts accounts = new OwnAccounts(settings);
        return token -> Mono.just(token)
                .doOnNext(text -> IdTokenForm.checkRoom(text, "ID token"))
                .flatMap(looking::decode)
                .doOnNext(verified -> IdTokenForm.check(verified, settings.issuer()))
                .doOnNext(accounts::check);
    }

    static JwtTimestampValidator times(Clock clock) {
        JwtTimestampValidator times = new JwtTimestampValidator(CLOCK_SKEW);
        times.setClock(clock);
        return times;
    }

    /**
     * For access tokens that are JWTs, which need not be: signature, issuer and times (RFC 9068 §4). Their audience is another's;
     * this one came with a verified ID token, in the same answer.
     *
     * @param waiting how many tokens at most may wait for keys that are not known yet
     */
    static ReactiveJwtDecoder accessTokens(ProviderMetadata metadata, JwkSource keys, int waiting, Clock clock) {
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSource(keys::keysFor)
                .jwtProcessorCustomizer(processor -> {
                    restrict(processor, Set.copyOf(ACCEPTED)); // metadata says nothing of access tokens' algorithms
                    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                            JOSEObjectType.JWT,
                            new JOSEObjectType("at+jwt"),
                            new JOSEObjectType("application/at+jwt"),
                            null));
                })
                .build();
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(times(clock), new ExpectedIssuer(metadata.issuer())));
        ReactiveJwtDecoder looking = keys.lookingAgain(decoder, waiting);
        return token -> Mono.just(token)
                .doOnNext(text -> IdTokenForm.checkRoom(text, "access token"))
                .flatMap(looking::decode);
    }

    /** The first that says no is the reason. */
    private static OAuth2TokenValidator<Jwt> inTurn(List<OAuth2TokenValidator<Jwt>> validators) {
        return token -> validators.stream()
                .map(validator -> validator.validate(token))
                .filter(OAuth2TokenValidatorResult::hasErrors)
                .findFirst()
                .orElseGet(OAuth2TokenValidatorResult::success);
    }

    static void restrict(ConfigurableJWTProcessor<JWKSecurityContext> processor, Set<JWSAlgorithm> algorithms) {
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, new JWKSecurityContextJWKSet()));
    }

    /** What the provider says it signs with, as far as we accept it; RS256 is the one every provider must have. */
    static Set<JWSAlgorithm> algorithms(ProviderMetadata metadata) {
        Set<JWSAlgorithm> said =
                metadata.signingAlgorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
        Set<JWSAlgorithm> accepted = new HashSet<>(ACCEPTED);
        accepted.retainAll(said);
        return accepted.isEmpty() ? Set.of(JWSAlgorithm.RS256) : accepted;
    }
}

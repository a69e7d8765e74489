package io.gatehouse.login.token;

import io.gatehouse.organization.entra.Directory;
import io.gatehouse.organization.provider.Issuer;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;

/**
 * Holds a token's issuer to what the provider's metadata names: exactly (OpenID Connect Core 1.0 §3.1.3.7), or, where Microsoft
 * leaves a place for the tenant, with the token's own tenant in it.
 */
public final class ExpectedIssuer implements OAuth2TokenValidator<Jwt> {

    private final String issuer;

    /** @param issuer as the metadata writes it */
    public ExpectedIssuer(String issuer) {
        this.issuer = issuer;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        String found = token.getClaimAsString(JwtClaimNames.ISS);
        return expected(token).filter(wanted -> wanted.equals(found)).isPresent()
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(
                        // In the form of Spring Security's own, which is read for the reason.
                        new OAuth2Error(
                                "invalid_token", "The token contains invalid claims: {iss=" + found + "}", null));
    }

    private Optional<String> expected(Jwt token) {
        return issuer.contains(Directory.ANY_TENANT)
                ? Optional.ofNullable(token.getClaimAsString("tid"))
                        .filter(Directory::isTenantId)
                        .map(tenant -> issuer.replace(Directory.ANY_TENANT, tenant.toLowerCase(Locale.ROOT)))
                : Optional.of(issuer);
    }

    /** As metadata writes it, for a provider that may leave the scheme out of its tokens. */
    public static Object written(Object found, Issuer issuer) {
        return issuer.isWithoutScheme(String.valueOf(found)) ? issuer.toString() : found;
    }
}

package io.gatehouse.login.bearer;

import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.login.Bulkhead;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.person.Persons;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.member.Members;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.BearerHeader;
import io.gatehouse.secret.Secret;
import io.gatehouse.session.token.AccessToken;
import io.gatehouse.session.token.Bearer;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * In the place of the session's room where a request brings a bearer token: it speaks for whom the token names, or for nobody.
 * A session that the same request brings is not looked at, so that a bad token is never somebody else's good cookie.
 */
public final class BearerRoom {

    private static final String RETRY_AFTER = "30";

    private final Providers providers;
    private final Members members;

    /** Its own, so that a flood of bad tokens keeps nobody from signing in; few, so that not few providers fill all places. */
    private final Bulkhead bulkhead = new Bulkhead(64);

    private final KnownTokens known;

    public BearerRoom(Providers providers, Members members, Clock clock) {
        this.providers = providers;
        this.members = members;
        this.known = new KnownTokens(clock);
    }

    /**
     * Errors are {@link Refusal}: 401 for a token that does not count here, 400 for two of them, 503 while that cannot be told.
     *
     * @param audiences of which a token must name one; {@code {organization}} in one is the organization's name
     */
    public Mono<Bearer> enter(ServerWebExchange exchange, Organization organization, Set<String> audiences) {
        String token = BearerHeader.token(exchange.getRequest().getHeaders())
                .orElseThrow(() -> refused(organization, "not written as a token (expected: Bearer and a JWT)"));
        String digest = KnownTokens.digest(token, organization.name());
        @Nullable Bearer found = known.find(digest, organization);
        Mono<Bearer> verified = found != null
                ? Mono.just(found)
                : verify(token, digest, organization).publishOn(Schedulers.fromExecutor(Arrival.executorOf(exchange)));
        return verified.doOnNext(bearer -> checkAudience(bearer, audiences, organization))
                .doOnNext(bearer -> relayable(token, bearer).keepIn(exchange));
    }

    /** To an upstream that asks for a token: it is the caller's own. */
    private static AccessToken relayable(String token, Bearer bearer) {
        return new AccessToken(Secret.of(token), bearer.expiresAt(), bearer.expiresAt());
    }

    /** For a program that is known and may not go there: to sign in would not help it, nor another token of the same kind. */
    public static Refusal insufficient(Refusal refusal) {
        return refusal.withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"")
                .forProgram();
    }

    private Mono<Bearer> verify(String token, String digest, Organization organization) {
        return bulkhead.admit(organization, providers.of(organization).flatMap(provider -> provider.bearerTokens()
                        .decode(token)
                        .flatMap(verified -> known(verified, digest, provider, organization))))
                .onErrorMap(error -> refusal(error, organization));
    }

    private Mono<Bearer> known(Jwt token, String digest, Provider provider, Organization organization) {
        Claims claims = Persons.bearer(provider, token.getClaims(), organization);
        return members.known(organization, claims)
                .map(standing -> known(token, digest, organization, Identity.of(organization, claims, standing)));
    }

    private Bearer known(Jwt token, String digest, Organization organization, Identity identity) {
        List<String> audience = Objects.requireNonNullElse(token.getAudience(), List.of());
        Bearer bearer = new Bearer(identity, audience, digest, Objects.requireNonNull(token.getExpiresAt()));
        known.keep(organization, bearer, token.getTokenValue().length());
        return bearer;
    }

    /** RFC 9068 §4: who accepts a token that was made for another accepts whatever any application has been handed. */
    private static void checkAudience(Bearer bearer, Set<String> audiences, Organization organization) {
        if (!bearer.isFor(audiences)) {
            throw refused(organization, "aud: " + bearer.audience() + " (expected: one of " + audiences + ")");
        }
    }

    /** A token is bad when its provider's keys say so; while they cannot be had nobody knows. */
    private static Throwable refusal(Throwable error, Organization organization) {
        if (error instanceof BadJwtException notBelieved) {
            return refused(organization, String.valueOf(notBelieved.getMessage()));
        }
        if (error instanceof SignInRefused withheld) {
            return insufficient(withheld.diagnosis().refusal(organization.name(), provider(organization)));
        }
        if (error instanceof Refusal refusal) {
            return refusal.forProgram();
        }
        return Refusal.of(
                        Problem.PROVIDER_AWAY,
                        "bearer: " + organization.name() + ": token cannot be verified: " + error.getMessage())
                .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER)
                .forProgram();
    }

    private static Issuer.Provider provider(Organization organization) {
        return organization
                .identityProvider()
                .map(settings -> settings.issuer().provider())
                .orElse(Issuer.Provider.OTHER);
    }

    private static Refusal refused(Organization organization, String found) {
        return Refusal.of(Problem.TOKEN_REFUSED, "bearer: " + organization.name() + ": " + found)
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
                .forProgram();
    }
}

package io.gatehouse.logout;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.ProviderMetadata;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.login.token.ClaimedIssuer;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.session.Revocation;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Ends what an identity provider says has ended by a frame in the person's browser (OpenID Connect Front-Channel Logout 1.0).
 * The frame brings no cookie ({@code SameSite}), and one that came would not count: the provider's session is found by its
 * {@code sid}, which nobody else knows and which is all the proof there is. A name anybody knows, {@code sub}, ends nothing.
 */
public final class FrontChannelLogout {

    private static final Logger log = LoggerFactory.getLogger(FrontChannelLogout.class);

    private static final byte[] PAGE = "<!doctype html><title>Signed out</title>".getBytes(StandardCharsets.US_ASCII);

    /** Of an address whose path may have a place for a tenant, and that must not add to our policy. */
    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.:\\[\\]-]+");

    private static final int LONGEST_SID = 255;

    private final Providers providers;
    private final Revocation revocation;
    private final Audit audit;
    private final Clock clock;
    private final Places places = new Places();

    public FrontChannelLogout(Providers providers, Revocation revocation, Audit audit, Clock clock) {
        this.providers = providers;
        this.revocation = revocation;
        this.audit = audit;
        this.clock = clock;
    }

    /** {@code …/oidc/frontchannel-logout?iss=&sid=}: the same answer whether or not anybody had that session, which is nobody's to learn. */
    public Mono<Void> page(ServerWebExchange exchange, Organization organization) {
        String issuer = parameter(exchange, organization, "iss");
        String session = parameter(exchange, organization, "sid");
        return places.admit(
                        organization,
                        providers.of(ClaimedIssuer.wayOf(issuer, organization)).flatMap(provider -> end(
                                        provider, issuer, session, organization)
                                .thenReturn(provider)))
                .publishOn(Schedulers.fromExecutor(Arrival.executorOf(exchange)))
                .flatMap(provider -> write(exchange, provider.metadata()));
    }

    private static String parameter(ServerWebExchange exchange, Organization organization, String name) {
        List<String> values = exchange.getRequest().getQueryParams().getOrDefault(name, List.of());
        if (values.size() != 1 || values.get(0) == null || values.get(0).isBlank()) {
            throw Refusal.of(
                    Problem.LOGOUT_REFUSED,
                    "logout: " + organization.name() + ": front channel: " + name
                            + ": not there once (expected: iss and sid; at the provider: session required)");
        }
        return values.get(0);
    }

    private Mono<Long> end(Provider provider, String issuer, String session, Organization organization) {
        if (!provider.metadata().isNamed(issuer) || session.length() > LONGEST_SID) {
            log.info(
                    "logout: {}: front channel: iss or sid of another provider (expected: iss={})",
                    organization.name(),
                    provider.metadata().issuer());
            return Mono.just(0L);
        }
        return revocation
                .knownProviderSession(
                        organization.name(), issuer, provider.settings().clientId(), session, clock.instant())
                .doOnNext(ended -> write(organization, ended));
    }

    /** Not for sids that nobody has: anybody could fill the log. */
    private void write(Organization organization, long ended) {
        if (ended > 0) {
            audit.event(Happening.SIGNED_OUT_BY_PROVIDER, organization.name())
                    .with("channel", "front")
                    .with("of", "one session there")
                    .with("sessions", ended)
                    .write();
        }
    }

    private static Mono<Void> write(ServerWebExchange exchange, ProviderMetadata metadata) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        Page.secure(headers);
        headers.remove("X-Frame-Options");
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors " + origins(metadata));
        headers.set(
                "Cross-Origin-Resource-Policy", "cross-origin"); // or a provider's page that isolates itself shows none
        headers.setContentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8));
        headers.setContentLength(PAGE.length);
        exchange.getResponse().setStatusCode(HttpStatus.OK);
        return exchange.getResponse()
                .writeWith(Mono.just(exchange.getResponse().bufferFactory().wrap(PAGE)));
    }

    /** Where the provider's own pages are: those that it signs people in and out by. */
    private static String origins(ProviderMetadata metadata) {
        return Stream.of(
                        Optional.of(metadata.issuer()),
                        Optional.of(metadata.authorizationEndpoint()),
                        metadata.endSessionEndpoint())
                .flatMap(Optional::stream)
                .map(ORIGIN::matcher)
                .filter(Matcher::lookingAt)
                .map(Matcher::group)
                .distinct()
                .collect(Collectors.joining(" "));
    }
}

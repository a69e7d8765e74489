package io.gatehouse.login.provider;

import io.gatehouse.login.client.ClientSecrets;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.key.Verifiers;
import io.gatehouse.login.provider.Remembered.Freshness;
import io.gatehouse.login.reach.Reach;
import io.gatehouse.login.reach.Step;
import io.gatehouse.organization.NamedProvider;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.ProviderName;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.PublicUrl;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * Each organization's identity providers, discovered at its first sign-in and not before: one that is away affects its own
 * people only, and not the start.
 */
public final class Providers {

    private static final Freshness METADATA = new Freshness(Duration.ofHours(1), Duration.ofHours(24));

    private record Known(IdentityProvider settings, boolean typed, Remembered<Provider> provider) {}

    private final Map<ProviderName, Known> known = new ConcurrentHashMap<>();
    private final Verifiers verifiers = new Verifiers();
    private final Reach reach;
    private final PublicUrl publicUrl;
    private final Clock clock;

    public Providers(Reach reach, PublicUrl publicUrl, Clock clock) {
        this.reach = reach;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    /** The redirect URI for one of the gateway's origins; never made from a request. */
    public static URI redirectUri(PublicUrl origin, OrganizationName organization) {
        return redirectUri(origin, organization, "");
    }

    /**
     * Of several identity providers each has its own: one that sends its visitors on to another would be given the code that
     * the other answers with, since few say in their answers who they are (RFC 9700 §4.4.2).
     *
     * @param provider its name; empty for the only one, and for the one that was it before there were others
     */
    public static URI redirectUri(PublicUrl origin, OrganizationName organization, String provider) {
        return origin.at(
                "/organizations/" + organization + "/oidc/consume" + (provider.isEmpty() ? "" : "/" + provider));
    }

    /** @param way the organization through the identity provider that sends people back */
    public static URI redirectUri(PublicUrl origin, Organization way) {
        return redirectUri(origin, way.name(), inPath(way));
    }

    private static String inPath(Organization way) {
        boolean plain =
                way.identityProviders().chosen().map(NamedProvider::plain).orElse(true);
        return plain ? "" : way.providerName().provider();
    }

    /** What is to be registered at an organization's identity providers, for each of its own origins, or the shared one. */
    public static List<URI> redirectUris(PublicUrl publicUrl, Organization organization) {
        return organization.ways().stream()
                .flatMap(way -> redirectUris(publicUrl, organization, inPath(way)).stream())
                .toList();
    }

    /** The same at one of several, which may not be known yet. */
    public static List<URI> redirectUris(PublicUrl publicUrl, Organization organization, String provider) {
        List<PublicUrl> origins = organization.hosts().isEmpty() ? List.of(publicUrl) : organization.hosts();
        return origins.stream()
                .map(origin -> redirectUri(origin, organization.name(), provider))
                .toList();
    }

    /** Where an identity provider tells of a session that has ended (OpenID Connect Back-Channel Logout 1.0). */
    public static URI backChannelLogoutUri(PublicUrl origin, OrganizationName organization) {
        return origin.at("/organizations/" + organization + "/oidc/backchannel-logout");
    }

    /** Where it does so by a frame in the browser, if it knows no other way (OpenID Connect Front-Channel Logout 1.0). */
    public static URI frontChannelLogoutUri(PublicUrl origin, OrganizationName organization) {
        return origin.at("/organizations/" + organization + "/oidc/frontchannel-logout");
    }

    /** Where this organization's identity provider ends a sign-in; empty when it cannot, or cannot be reached. */
    public Mono<URI> endSessionEndpoint(Organization organization) {
        return of(organization)
                .flatMap(provider -> Mono.justOrEmpty(provider.metadata().endSessionEndpoint()))
                .map(URI::create)
                .onErrorComplete();
    }

    /** One discovery for however many ask at once; a {@link Refusal} when there is no provider or it does not answer. */
    public Mono<Provider> of(Organization organization) {
        Optional<IdentityProvider> settings = organization.identityProvider();
        if (settings.isEmpty()) {
            return Mono.error(notSetUp(organization));
        }
        return known.compute(
                        organization.providerName(), (name, before) -> current(organization, settings.get(), before))
                .provider()
                .value()
                .onErrorMap(error -> refusal(organization.name(), settings.get(), error));
    }

    /**
     * Asked anew and not remembered: for what is only tried out. A {@link Refusal} when there is no provider, a
     * {@link DiscoveryFailed} when it does not answer.
     */
    public Mono<Provider> afresh(Organization organization) {
        WebClient http = reach.of(organization);
        return Mono.justOrEmpty(organization.identityProvider())
                .switchIfEmpty(Mono.error(() -> notSetUp(organization)))
                .flatMap(settings -> new Discovery(http)
                        .discover(settings.issuer())
                        .map(metadata ->
                                renewed(organization.providerName(), settings, http, metadata, Optional.empty())));
    }

    private static Refusal notSetUp(Organization organization) {
        return Refusal.of(
                Problem.SIGN_IN_NOT_SET_UP, "sign-in: " + organization.name() + ": no identity-provider configured");
    }

    private Known current(Organization organization, IdentityProvider settings, @Nullable Known before) {
        boolean typed = Reach.isTyped(organization);
        return before != null && before.settings().equals(settings) && before.typed() == typed
                ? before
                : new Known(settings, typed, discovered(organization, settings));
    }

    private Remembered<Provider> discovered(Organization organization, IdentityProvider settings) {
        WebClient http = reach.of(organization);
        Discovery discovery = new Discovery(http);
        return new Remembered<>(
                last -> discovery
                        .discover(settings.issuer())
                        .map(metadata -> renewed(organization.providerName(), settings, http, metadata, last)),
                METADATA,
                clock);
    }

    /** The same provider, and so its remembered keys, while its metadata has not changed. */
    private Provider renewed(
            ProviderName name,
            IdentityProvider settings,
            WebClient http,
            ProviderMetadata metadata,
            Optional<Provider> last) {
        return last.filter(provider -> provider.metadata().equals(metadata))
                .orElseGet(() -> provider(name, settings, http, metadata, last));
    }

    private Provider provider(
            ProviderName name,
            IdentityProvider settings,
            WebClient http,
            ProviderMetadata metadata,
            Optional<Provider> last) {
        ClientRegistration registration = registration(name, settings, metadata);
        JwkSource keys = new JwkSource(http, metadata.jwksUri(), verifiers.of(name), clock);
        ClientSecrets secrets =
                last.map(Provider::secrets).orElseGet(() -> new ClientSecrets(settings.clientSecrets()));
        ReactiveJwtDecoder accessTokens = IdTokens.accessTokens(metadata, keys, Integer.MAX_VALUE, clock);
        return new Provider(
                settings,
                metadata,
                registration,
                secrets,
                http,
                IdTokens.decoder(registration, settings, metadata, keys, clock),
                accessTokens,
                BearerTokens.decoder(
                        settings, IdTokens.accessTokens(metadata, keys, BearerTokens.MOST_WAITING, clock), clock),
                LogoutTokens.of(settings, metadata, keys, clock));
    }

    private ClientRegistration registration(ProviderName name, IdentityProvider settings, ProviderMetadata metadata) {
        ClientRegistration.Builder registration = ClientRegistration.withRegistrationId(name.toString())
                .clientId(settings.clientId())
                .clientAuthenticationMethod(ClientAuthentication.method(settings, metadata))
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(redirectUri(publicUrl, name.organization()).toString())
                .scope(settings.scopes())
                .authorizationUri(metadata.authorizationEndpoint())
                .tokenUri(metadata.tokenEndpoint())
                .jwkSetUri(metadata.jwksUri())
                .issuerUri(metadata.issuer())
                .userNameAttributeName("sub");
        metadata.userInfoEndpoint().ifPresent(registration::userInfoUri);
        return registration.build();
    }

    private static Refusal refusal(OrganizationName name, IdentityProvider settings, Throwable error) {
        Diagnosis diagnosis = error instanceof DiscoveryFailed failed
                ? failed.diagnosis()
                : Diagnosis.ofConnection(
                        Step.DISCOVERY.title(), settings.issuer().toString(), error);
        return diagnosis.refusal(name, settings.issuer().provider());
    }
}

package io.gatehouse.demo;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/** An OpenID provider small enough to read and strict enough to test against; its people sign in without a password. */
public final class DemoIdentityProvider implements AutoCloseable {

    private final Site site;
    private final URI issuer;
    private final OpenIdEndpoints endpoints;

    private DemoIdentityProvider(Site site, URI issuer, OpenIdEndpoints endpoints) {
        this.site = site;
        this.issuer = issuer;
        this.endpoints = endpoints;
    }

    public static DemoIdentityProvider start(Options options) {
        // The issuer may hold a port that is known only once the site is open.
        CompletableFuture<OpenIdEndpoints> opened = new CompletableFuture<>();
        Site site = new Site(options.port(), routes -> {}, call -> Mono.fromFuture(opened, true)
                .map(endpoints -> endpoints.answer(call)));
        URI issuer = URI.create(options.issuer().replace("{port}", Integer.toString(site.port())));
        OpenIdEndpoints endpoints = new OpenIdEndpoints(options, issuer);
        opened.complete(endpoints);
        return new DemoIdentityProvider(site, issuer, endpoints);
    }

    public URI issuer() {
        return issuer;
    }

    public int port() {
        return site.port();
    }

    public int discoveryRequests() {
        return endpoints.requests(OpenIdEndpoints.DISCOVERY);
    }

    public int jwksRequests() {
        return endpoints.requests(OpenIdEndpoints.JWKS);
    }

    public int tokenRequests() {
        return endpoints.requests(OpenIdEndpoints.TOKEN);
    }

    /** From now on this client secret is right and no other, as after a rotation. */
    public void takeOnly(String clientSecret) {
        endpoints.takeOnly(clientSecret);
    }

    /** From now on it signs with another key; the one before stays public until the next change. */
    public void changeKey() {
        endpoints.changeKey();
    }

    @Override
    public void close() {
        site.close();
    }

    /**
     * What one provider is started with: port 0 is any free one, {@code {port}} in the issuer is the port it got, and a
     * redirect goes only where the predicates say the address is registered.
     */
    public record Options(
            int port,
            String issuer,
            String name,
            String accent,
            String clientId,
            String clientSecret,
            List<DemoUser> users,
            Predicate<String> redirectUris,
            Predicate<String> postLogoutRedirectUris) {

        public Options {
            users = List.copyOf(users);
            if (!accent.matches("#[0-9a-f]{6}")) {
                throw new IllegalArgumentException("accent: " + accent + " (expected: a colour such as #2456d6)");
            }
        }

        public Options withPort(int port) {
            return new Options(
                    port, issuer, name, accent, clientId, clientSecret, users, redirectUris, postLogoutRedirectUris);
        }

        public Options withIssuer(String issuer) {
            return new Options(
                    port, issuer, name, accent, clientId, clientSecret, users, redirectUris, postLogoutRedirectUris);
        }

        public Options withRedirectUris(Predicate<String> redirectUris) {
            return new Options(
                    port, issuer, name, accent, clientId, clientSecret, users, redirectUris, postLogoutRedirectUris);
        }

        public Options withPostLogoutRedirectUris(Predicate<String> postLogoutRedirectUris) {
            return new Options(
                    port, issuer, name, accent, clientId, clientSecret, users, redirectUris, postLogoutRedirectUris);
        }
    }
}

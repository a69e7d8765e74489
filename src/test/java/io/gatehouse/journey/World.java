package io.gatehouse.journey;

import io.gatehouse.demo.DemoIdentityProvider;
import io.gatehouse.demo.DemoOrganization;
import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Two organizations with an identity provider each, one upstream, and the gateway between: real servers on free ports. */
final class World implements AutoCloseable {

    static final String ROUTES = """
            routes:
              portal:
                path: /{organization}/portal/**
                upstream: ${upstream}
                strip-prefix: true
              admin:
                path: /{organization}/portal/admin/**
                upstream: ${upstream}
                access: admin
              whole:
                path: /{organization}/whole/**
                upstream: ${upstream}
                user: subject
              public:
                path: /{organization}/public/**
                upstream: ${upstream}
                access: anyone
              filtered:
                path: /{organization}/filtered/**
                upstream: ${upstream}
                strip-prefix: true
                filters:
                  - AddRequestHeader=X-Portal, catalog
                  - AddRequestHeader=X-Forwarded-User, root
                  - PrefixPath=/below
              nowhere:
                path: /{organization}/nowhere/**
                upstream: http://127.0.0.1:1
            """;

    final TestUpstream upstream = TestUpstream.start();
    final DemoIdentityProvider acme;
    final DemoIdentityProvider globex;
    final Path config;
    final RunningGateway gateway;
    final LogWatch log;

    private World(String routes, Path config, int port, int publicPort, String... arguments) {
        this.config = config;
        String everyOrigin = "http://(localhost|127\\.0\\.0\\.\\d):" + publicPort + "/organizations/acme/";
        acme = DemoIdentityProvider.start(DemoOrganizations.ACME
                .identityProvider()
                .withPort(0)
                .withRedirectUris(uri -> uri.matches(everyOrigin + "oidc/consume"))
                .withPostLogoutRedirectUris(uri -> uri.matches(everyOrigin + "signed-out")));
        globex = DemoIdentityProvider.start(
                DemoOrganizations.GLOBEX.identityProvider().withPort(0));
        write("gateway.yaml", "gateway: {}\n");
        write(
                "routes.yaml",
                (ROUTES + routes).replace("${upstream}", upstream.uri().toString()));
        write("organizations/acme.yaml", organization(DemoOrganizations.ACME, acme.issuer()));
        write("organizations/globex.yaml", organization(DemoOrganizations.GLOBEX, globex.issuer()));
        String[] withPort = Stream.of(arguments)
                .map(argument -> argument.replace("{port}", String.valueOf(port)))
                .toArray(String[]::new);
        gateway = RunningGateway.start(config, port, publicPort, withPort);
        log = LogWatch.begin();
    }

    /**
     * @param config an empty directory of the test
     * @param arguments more of them; {@code {port}} in one is the gateway's
     */
    static World start(Path config, String... arguments) {
        return with("", config, arguments);
    }

    /** @param routes more of them, in YAML */
    static World with(String routes, Path config, String... arguments) {
        int port = RedisServer.freePort();
        return new World(routes, config, port, port, arguments);
    }

    /** @param publicPort where browsers find something else in front of it */
    static World behind(int publicPort, String routes, Path config, String... arguments) {
        return new World(routes, config, RedisServer.freePort(), publicPort, arguments);
    }

    /** An organization file for a demo organization whose identity provider is elsewhere than in the demo. */
    static String organization(DemoOrganization organization, URI issuer) {
        return """
                name: %s
                identity-provider:
                  issuer: %s
                  client-id: %s
                  client-secret: %s
                  sign-out: identity-provider
                members:
                  email-domains: [%s.com]
                roles:
                  grant:
                    admin: [platform-team, leadership]
                    developer: [engineering]
                """.formatted(
                        organization.displayName(),
                        issuer,
                        organization.clientId(),
                        organization.clientSecret(),
                        organization.name());
    }

    String url(String path) {
        return gateway.url(path);
    }

    /** Opens a page, signs in as this person at the identity provider it leads to, and returns the page behind. */
    Page signIn(HttpBrowser browser, String path, String username) {
        return browser.submit(browser.open(url(path)), Map.of("username", username));
    }

    void write(String file, String text) {
        try {
            Path path = config.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        gateway.close();
        acme.close();
        globex.close();
        upstream.close();
        LogWatch.assertNoLeaks();
    }
}

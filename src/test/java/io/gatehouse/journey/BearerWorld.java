package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** The gateway before an identity provider for each organization, with routes that take bearer tokens and one that does not. */
final class BearerWorld {

    static final String AUDIENCE = "api://portal";

    static final String ROUTES = """
            routes:
              portal:
                path: /{organization}/portal/**
                upstream: ${upstream}
                bearer: {audience: api://portal}
              chain:
                path: /{organization}/chain/**
                upstream: ${upstream}
                bearer: {audience: ["api://portal", "api://other"]}
                filters: ['AddRequestHeader=X-Way, chain']
              own:
                path: /{organization}/own/**
                upstream: ${upstream}
                bearer: {audience: "api://portal/{organization}"}
              admin:
                path: /{organization}/admin/**
                upstream: ${upstream}
                access: admin
                bearer: {audience: api://portal}
              public:
                path: /{organization}/public/**
                upstream: ${upstream}
                access: anyone
                bearer: {audience: api://portal}
              small:
                path: /{organization}/small/**
                upstream: ${upstream}
                header-budget: 2KB
                headers: {X-Denied: claims.denied}
                bearer: {audience: api://portal}
              elsewhere:
                path: /{organization}/elsewhere/**
                upstream: forward-auth
                bearer: {audience: api://portal}
              cookies:
                path: /{organization}/cookies/**
                upstream: ${upstream}
            """;

    /** Of the proxy that asks about {@code elsewhere}. */
    static final String PROXY_SECRET = "of-the-other-proxy-and-of-nobody-else";

    static Path config;

    static TestUpstream upstream;
    static HostileProvider provider;
    static RunningGateway gateway;
    static LogWatch log;

    /** @param directory an empty one of the test */
    static void start(Path directory) {
        config = directory;
        upstream = TestUpstream.start();
        provider = HostileProvider.start();
        write("gateway.yaml", "gateway: {}\n");
        write("routes.yaml", ROUTES.replace("${upstream}", upstream.uri().toString()));
        write("organizations.yaml", organizations("enforced"));
        int port = RedisServer.freePort();
        gateway = RunningGateway.start(
                config,
                port,
                port,
                "--gateway.trusted-proxies=127.0.0.1",
                "--gateway.forward-auth-secret=" + PROXY_SECRET);
        log = LogWatch.begin();
    }

    static void stop() {
        gateway.close();
        provider.close();
        upstream.close();
        LogWatch.assertNoLeaks();
        log.assertQuiet();
    }

    static HostileToken token(String organization) {
        return new HostileToken()
                .header("typ", "at+jwt")
                .claim("iss", issuer(organization))
                .claim("sub", "alice")
                .claim("aud", AUDIENCE)
                .claim("groups", List.of("engineering"))
                .claim("iat", seconds(0))
                .claim("exp", seconds(300));
    }

    static String issuer(String organization) {
        return provider.issuer(organization).toString();
    }

    static long seconds(long fromNow) {
        return Instant.now().getEpochSecond() + fromNow;
    }

    static Page call(String path, HostileToken token) {
        return send(path, "Bearer " + token.serialize());
    }

    static Page send(String path, String authorization) {
        Consumer<java.net.http.HttpRequest.Builder> header = request -> request.header("Authorization", authorization);
        return new HttpBrowser().send(gateway.url(path), header);
    }

    /** As RFC 6750 §3 has it; nothing is forwarded, and nobody is sent anywhere. */
    static void isRefused(Page page) {
        assertThat(page.status()).as(page.body()).isEqualTo(401);
        assertThat(page.header("WWW-Authenticate")).contains("Bearer error=\"invalid_token\"");
        assertThat(page.header("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(page.body()).contains("GH-3004").doesNotContain("login_url");
    }

    static List<String> told(String header) {
        return upstream.last().header(header);
    }

    static String organizations(String switched) {
        StringBuilder organizations = new StringBuilder();
        for (String name : List.of("acme", "globex", "off", "pilot", "invited", "flood", "away", "switched")) {
            String sso =
                    name.equals("switched") ? switched : List.of("off", "pilot").contains(name) ? name : "enforced";
            organizations.append("""
                    %1$s:
                      name: %1$s
                      sso: "%2$s"
                      identity-provider: {issuer: "%3$s", client-id: "%4$s", client-secret: "%5$s"}
                      members: {email-domains: [%1$s.com], admit: %6$s}
                      roles: {grant: {admin: [platform-team], developer: [engineering]}}
                    """.formatted(
                            name,
                            sso,
                            provider.issuer(name),
                            HostileScript.CLIENT,
                            HostileScript.SECRET,
                            name.equals("invited") ? "invited" : "anyone"));
        }
        return organizations.toString();
    }

    static void write(String file, String text) {
        try {
            Files.writeString(config.resolve(file), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private BearerWorld() {}
}

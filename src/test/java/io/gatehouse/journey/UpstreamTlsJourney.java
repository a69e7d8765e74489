package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.resources.LoopResources;

/** Upstreams that speak TLS: whom a route trusts, and who it is there. */
class UpstreamTlsJourney {

    private static final String ROUTE = """
              %s:
                path: /{organization}/%s/**
                upstream: https://localhost:%d
                access: anyone
                tls: {%s}
            """;

    @TempDir
    static Path config;

    static LoopResources loops;
    static DisposableServer upstream;
    static World world;

    final HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() throws SSLException {
        Certificate server = Certificate.make(config, "server", "dns:localhost");
        Certificate client = Certificate.make(config, "client", "dns:gateway");
        Certificate other = Certificate.make(config, "other", "dns:localhost");
        copy(other, "later");
        loops = LoopResources.create("tls-upstream", 1, true);
        upstream = serve(server, client);
        String ca = "ca-file: server.crt";
        String own = "cert-file: client.crt, key-file: client.key";
        world = World.start(config);
        world.write(
                "routes.yaml",
                "routes:\n"
                        + route("known", ca + ", " + own)
                        + route("nobody", ca)
                        + route("untrusted", "ca-file: other.crt, " + own)
                        + route("later", "ca-file: later.crt, " + own)
                        + route("misnamed", ca + ", " + own).replace("//localhost", "//127.0.0.1"));
        await().until(() -> new HttpBrowser().open(world.url("/acme/nobody/")).status() != 404);
    }

    @AfterAll
    static void stop() {
        world.close();
        upstream.disposeNow();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
    }

    @Test
    @Proves("CVE-2026-22750")
    void knowsTheUpstreamByItsAuthorityAndIsKnownByItsOwnCertificate() {
        Page page = browser.open(world.url("/acme/known/"));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("CN=client");
    }

    @Test
    void showsNoCertificateWhereTheRouteNamesNone() {
        assertThat(browser.open(world.url("/acme/nobody/")).body()).isEqualTo("nobody");
    }

    @Test
    @Proves("CVE-2022-22946")
    void sendsNothingToAnUpstreamOfAnotherAuthority() {
        assertThat(browser.open(world.url("/acme/untrusted/")).status()).isEqualTo(502);
    }

    @Test
    @Proves("CVE-2022-22946")
    void sendsNothingToAnUpstreamWhoseCertificateIsForAnotherName() {
        assertThat(browser.open(world.url("/acme/misnamed/")).status()).isEqualTo(502);
    }

    @Test
    void takesCertificatesThatChangeWhileItRuns() {
        assertThat(browser.open(world.url("/acme/later/")).status()).isEqualTo(502);

        copy(new Certificate(config.resolve("server.crt"), config.resolve("server.key")), "later");

        await().untilAsserted(() ->
                assertThat(browser.open(world.url("/acme/later/")).status()).isEqualTo(200));
    }

    private static void copy(Certificate from, String name) {
        try {
            Files.copy(from.certificate(), config.resolve(name + ".crt"), StandardCopyOption.REPLACE_EXISTING);
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static String route(String name, String tls) {
        return ROUTE.formatted(name, name, upstream.port(), tls);
    }

    private static DisposableServer serve(Certificate own, Certificate client) throws SSLException {
        SslContext context = SslContextBuilder.forServer(
                        own.certificate().toFile(), own.key().toFile())
                .trustManager(client.certificate().toFile())
                .clientAuth(ClientAuth.OPTIONAL)
                .build();
        return HttpServer.create()
                .host("localhost")
                .port(0)
                .runOn(loops)
                .secure(spec -> spec.sslContext(context))
                .handle((request, response) -> response.sendString(Mono.just(visitor(request))))
                .bindNow();
    }

    private static String visitor(HttpServerRequest request) {
        String[] name = {"nobody"};
        request.withConnection(connection -> {
            SSLSession session = connection
                    .channel()
                    .pipeline()
                    .get(SslHandler.class)
                    .engine()
                    .getSession();
            try {
                name[0] = ((X509Certificate) session.getPeerCertificates()[0])
                        .getSubjectX500Principal()
                        .getName();
            } catch (SSLPeerUnverifiedException stranger) {
                // as said above
            }
        });
        return name[0];
    }
}

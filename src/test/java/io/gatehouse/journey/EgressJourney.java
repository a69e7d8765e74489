package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.demo.DemoIdentityProvider;
import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.provider.Discovery;
import io.gatehouse.login.provider.DiscoveryFailed;
import io.gatehouse.login.reach.Egress;
import io.gatehouse.login.reach.Reach;
import io.gatehouse.login.reach.address.PrivateHosts;
import io.gatehouse.organization.provider.Issuer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** An identity provider with a certificate of the company's own authority, behind the company's proxy. */
class EgressJourney {

    @TempDir
    static Path directory;

    private static ConnectProxy proxy;
    private static DisposableServer tls;
    private static DemoIdentityProvider provider;
    private static Path authority;
    private static World world;

    @BeforeEach
    void nobodyHasAskedYet() {
        proxy.forget();
    }

    @BeforeAll
    static void aCompany() throws IOException {
        proxy = ConnectProxy.start();
        authority = Certificate.authority(directory, "authority").certificate();
        Certificate certificate =
                Certificate.signedBy("authority", directory, "provider", "dns:localhost,dns:id.acme.test");
        SslContext context = SslContextBuilder.forServer(
                        certificate.certificate().toFile(), certificate.key().toFile())
                .build();
        tls = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(spec -> spec.sslContext(context))
                .handle((request, response) -> HttpClient.create()
                        .headers(headers -> headers.set(request.requestHeaders()))
                        .request(request.method())
                        .uri("http://127.0.0.1:" + provider.port() + request.uri())
                        .send(request.receive().retain())
                        .response((answer, body) -> response.status(answer.status())
                                .headers(answer.responseHeaders())
                                .send(body.retain())))
                .bindNow();
        provider = DemoIdentityProvider.start(
                DemoOrganizations.ACME.identityProvider().withPort(0).withIssuer("https://localhost:" + tls.port()));
        world = World.start(
                Files.createDirectory(directory.resolve("config")),
                "--gateway.egress.proxy=" + proxy.uri(),
                "--gateway.egress.ca-file=" + authority);
    }

    @AfterAll
    static void stop() {
        world.close();
        provider.close();
        tls.disposeNow();
        proxy.close();
    }

    @Test
    void aWholeSignInGoesThroughTheProxyAndTrustsTheAuthority() throws Exception {
        world.write("organizations/acme.yaml", World.organization(DemoOrganizations.ACME, provider.issuer()));
        HttpBrowser browser = new HttpBrowser(trusting(authority));
        await().until(() -> browser.get(world.url("/acme/portal/"))
                .header("Location")
                .filter(location -> location.startsWith(provider.issuer().toString()))
                .isPresent());

        assertThat(world.signIn(browser, "/acme/portal/", "alice").status()).isEqualTo(200);
        assertThat(world.upstream.last().header("X-Forwarded-Email")).containsExactly("alice@acme.com");
        assertThat(proxy.asked()).contains("localhost:" + tls.port());
    }

    @Test
    void namesAreLookedUpByTheProxyAndAddressesInTheTextAreRefusedBeforeIt() {
        Reach reach =
                reach(new Egress(Optional.of(proxy.uri()), List.of(), Optional.of(authority), PrivateHosts.none()));

        assertThat(discovery(reach, "https://id.acme.test:" + tls.port()).fault())
                .as("reached, where it calls itself localhost")
                .isEqualTo(Fault.WRONG_ISSUER);
        assertThat(proxy.asked()).containsExactly("id.acme.test:" + tls.port());

        for (String host : List.of("10.0.0.1", "169.254.169.254", "localhost", "[::1]", "012.0.0.1")) {
            assertThat(discovery(reach, "https://" + host + ":" + tls.port()).fault())
                    .as(host)
                    .isEqualTo(Fault.PRIVATE_ADDRESS);
        }
        assertThat(proxy.asked()).hasSize(1);
    }

    @Test
    void hostsOfNoProxyAreReachedDirectlyAndWhatIsTypedStaysOutOfTheCompanyUnlessAllowed() {
        Egress egress =
                new Egress(Optional.of(proxy.uri()), List.of("localhost"), Optional.of(authority), PrivateHosts.none());
        String issuer = "https://localhost:" + tls.port();
        assertThat(discovery(reach(egress), issuer).fault()).isEqualTo(Fault.PRIVATE_ADDRESS);

        for (String allowed : List.of("localhost", "127.0.0.0/8")) {
            Egress open = new Egress(
                    egress.proxy(), egress.noProxy(), egress.caFile(), PrivateHosts.of(List.of(allowed, "::1")));
            Issuer read = Issuer.parse(issuer);
            assertThat(new Discovery(reach(open).of(TestOrganizations.acme()))
                            .discover(read)
                            .block()
                            .issuer())
                    .isEqualTo(issuer);
        }
        assertThat(proxy.asked()).isEmpty();
    }

    @Test
    void withoutTheAuthorityItIsNotTrusted() {
        Egress egress =
                new Egress(Optional.empty(), List.of(), Optional.empty(), PrivateHosts.of(List.of("localhost")));

        assertThat(discovery(reach(egress), "https://localhost:" + tls.port()).fault())
                .isEqualTo(Fault.TLS_ERROR);
    }

    /** As for what is typed into the console of a gateway on the internet. */
    private static Reach reach(Egress egress) {
        return Reach.through(egress, false, (request, next) -> next.exchange(request));
    }

    private static Diagnosis discovery(Reach reach, String issuer) {
        return new Discovery(reach.of(TestOrganizations.acme()))
                .discover(Issuer.parse(issuer))
                .map(found -> new AssertionError("discovered: " + found))
                .cast(Throwable.class)
                .onErrorResume(DiscoveryFailed.class, Mono::just)
                .cast(DiscoveryFailed.class)
                .map(DiscoveryFailed::diagnosis)
                .blockOptional()
                .orElseThrow();
    }

    private static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

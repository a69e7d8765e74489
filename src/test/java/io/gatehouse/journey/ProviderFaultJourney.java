package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.KeycloakServer.Realm;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.provider.Discovery;
import io.gatehouse.login.provider.DiscoveryFailed;
import io.gatehouse.login.reach.Egress;
import io.gatehouse.login.reach.Http;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.secret.Secret;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;
import tools.jackson.databind.json.JsonMapper;

/** Faults as real sockets, a real TLS handshake and a real Keycloak make them. */
@Tag("once")
class ProviderFaultJourney {

    private static final String METADATA = "/.well-known/openid-configuration";

    @TempDir
    Path directory;

    @Test
    void aProviderThatCannotBeReachedIsToldApartByWhy() throws IOException {
        assertThat(discovery("http://localhost:1").fault()).isEqualTo(Fault.CONNECTION_REFUSED);
        assertThat(discovery("https://id.acme.invalid").fault()).isEqualTo(Fault.NO_SUCH_HOST);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(discovery("http://127.0.0.1:" + silent.getLocalPort()).fault())
                    .isEqualTo(Fault.TIMEOUT);
        }
    }

    @Test
    void aCertificateThatNobodyKnowsIsATlsError() throws IOException {
        Certificate certificate = Certificate.make(directory, "provider", "dns:localhost,ip:127.0.0.1");
        SslContext tls = SslContextBuilder.forServer(
                        certificate.certificate().toFile(), certificate.key().toFile())
                .build();
        DisposableServer server = HttpServer.create()
                .port(0)
                .secure(spec -> spec.sslContext(tls))
                .handle((request, response) -> response.send())
                .bindNow();
        try {
            Diagnosis diagnosis = discovery("https://localhost:" + server.port());

            assertThat(diagnosis.fault()).isEqualTo(Fault.TLS_ERROR);
            assertThat(diagnosis.said()).contains("TLS: unable to find valid certification path");
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void whatIsNoMetadataIsToldApartFromAnOutage() {
        assertThat(answering(routes -> {}).fault()).isEqualTo(Fault.NOT_METADATA);
        assertThat(answering(routes -> page(routes, "<html>")).fault()).isEqualTo(Fault.NOT_METADATA);
        assertThat(answering(routes -> page(routes, "{\"issuer\":\"x\"}")).said())
                .endsWith("authorization_endpoint: missing");
        assertThat(answering(routes -> page(routes, """
                        {"issuer":"https://other.example","authorization_endpoint":"https://a.example/a",
                         "token_endpoint":"https://a.example/t","jwks_uri":"https://a.example/k"}""")).fault()).isEqualTo(Fault.WRONG_ISSUER);
        assertThat(answering(routes -> routes.get(METADATA, (request, response) -> response.status(503)
                                .send()))
                        .fault())
                .isEqualTo(Fault.PROVIDER_ERROR);
    }

    @Test
    void keycloaksOwnAnswersAreKnown() throws Exception {
        String back = "http://localhost:8080/back";
        Realm realm = new Realm("acme", "gatehouse", "a secret", List.of(back), List.of(), List.of());
        try (KeycloakServer keycloak = KeycloakServer.startOrSkip(List.of(realm))) {
            URI issuer = keycloak.issuer("acme");

            assertThat(token(issuer, "gatehouse", "another").fault()).isEqualTo(Fault.WRONG_SECRET);
            assertThat(token(issuer, "nobody", "a+secret").fault()).isEqualTo(Fault.UNKNOWN_CLIENT);
            assertThat(token(issuer, "gatehouse", "a+secret").fault()).isEqualTo(Fault.INVALID_GRANT);
        }
    }

    private static Diagnosis answering(Consumer<HttpServerRoutes> routes) {
        DisposableServer server =
                HttpServer.create().host("127.0.0.1").port(0).route(routes).bindNow();
        try {
            return discovery("http://127.0.0.1:" + server.port());
        } finally {
            server.disposeNow();
        }
    }

    private static void page(HttpServerRoutes routes, String body) {
        routes.get(METADATA, (request, response) -> response.header("Content-Type", "application/json")
                .sendString(Mono.just(body)));
    }

    private static Diagnosis discovery(String issuer) {
        return new Discovery(Http.client(Egress.direct()))
                .discover(Issuer.parse(issuer))
                .map(found -> new AssertionError("discovered: " + found))
                .cast(Throwable.class)
                .onErrorResume(DiscoveryFailed.class, Mono::just)
                .cast(DiscoveryFailed.class)
                .map(DiscoveryFailed::diagnosis)
                .blockOptional()
                .orElseThrow();
    }

    private static Diagnosis token(URI issuer, String client, String secret) throws IOException, InterruptedException {
        String form =
                "grant_type=authorization_code&code=x&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fback&client_id="
                        + client + "&client_secret=" + secret;
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        Map<?, ?> error = new JsonMapper().readValue(answer.body(), Map.class);
        IdentityProvider settings = new IdentityProvider(
                Issuer.parse(issuer.toString()),
                client,
                List.of(Secret.of("a secret")),
                Optional.empty(),
                IdentityProvider.DEFAULT_SCOPES,
                Map.of(),
                SignOut.HERE);
        return Diagnosis.ofTokenEndpoint(
                String.valueOf(error.get("error")), String.valueOf(error.get("error_description")), settings);
    }
}

package io.gatehouse.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.login.reach.Egress;
import io.gatehouse.login.reach.Reach;
import io.gatehouse.organization.IdentityProvider;
import io.gatehouse.organization.Issuer;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.SignOut;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;

/** What a token endpoint must not be able to do, through the real HTTP client and Spring Security's code exchange. */
class HostileAnswersTests {

    private static DisposableServer server;

    @BeforeAll
    static void start() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(HostileAnswersTests::answers)
                .bindNow();
    }

    @AfterAll
    static void stop() {
        server.disposeNow();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                redirect, UNEXPECTED_ANSWER, 307
                deep,     UNEXPECTED_ANSWER, 'JSON nested more than 32 deep'
                array,    UNEXPECTED_ANSWER, not a JSON object
                large,    UNEXPECTED_ANSWER, more than 128 KB
                busy,     PROVIDER_ERROR,    503 (expected: 200)
                metadata, PRIVATE_ADDRESS,   a link-local or metadata address
                """)
    void anAnswerThatIsNoneEndsAsOneSentence(String how, Fault fault, String said) {
        Diagnosis diagnosis = diagnosis(how);

        assertThat(diagnosis.step()).isEqualTo("token endpoint");
        assertThat(diagnosis.fault()).isEqualTo(fault);
        assertThat(diagnosis.said()).contains(said);
    }

    private static Diagnosis diagnosis(String how) {
        String issuer = "http://127.0.0.1:" + server.port() + "/" + how;
        IdentityProvider settings = new IdentityProvider(
                Issuer.parse(issuer),
                "client",
                List.of(Secret.of("secret")),
                Optional.empty(),
                IdentityProvider.DEFAULT_SCOPES,
                Map.of(),
                SignOut.HERE);
        Organization acme = TestOrganizations.acmeWith(settings);
        Reach reach = Reach.through(Egress.direct(), true, (request, next) -> next.exchange(request));
        Provider provider = new Providers(reach, PublicUrl.parse("http://localhost:8080"), Clock.systemUTC())
                .of(acme)
                .blockOptional()
                .orElseThrow();
        PendingLogin pending =
                new PendingLogin("state", "nonce", "verifier", issuer, "client", "/acme/portal/", "", Instant.now());
        return new CodeExchange()
                .exchange(provider, pending, "code", acme)
                .map(person -> (Throwable) new AssertionError("signed in"))
                .onErrorResume(Mono::just)
                .map(error -> Diagnosis.ofExchange(error, settings))
                .blockOptional()
                .orElseThrow();
    }

    private static void answers(HttpServerRoutes routes) {
        routes.get("/{how}/.well-known/openid-configuration", (request, response) -> {
            String issuer = "http://127.0.0.1:" + server.port() + "/" + request.param("how");
            String token = issuer.endsWith("/metadata") ? "http://169.254.169.254/token" : issuer + "/token";
            return response.header("Content-Type", "application/json")
                    .sendString(Mono.just("""
                    {"issuer":"%1$s","authorization_endpoint":"%1$s/a","token_endpoint":"%2$s","jwks_uri":"%1$s/k"}""".formatted(issuer, token)));
        });
        routes.post("/redirect/token", (request, response) -> response.status(307)
                .header("Location", "http://169.254.169.254/")
                .send());
        routes.post("/deep/token", (request, response) -> response.header("Content-Type", "application/json")
                .sendString(Mono.just("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000))));
        routes.post("/array/token", (request, response) -> response.header("Content-Type", "application/json")
                .sendString(Mono.just("[]")));
        routes.post("/large/token", (request, response) -> response.header("Content-Type", "application/json")
                .sendString(Mono.just("{\"access_token\":\"" + "x".repeat(1_000_000) + "\"}")));
        routes.post("/busy/token", (request, response) -> response.status(503).send());
    }
}

package io.gatehouse.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.reach.Egress;
import io.gatehouse.login.reach.Reach;
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
        FakeProvider named = new FakeProvider("http://127.0.0.1:" + server.port() + "/" + how);
        Reach reach = Reach.through(Egress.direct(), true, (request, next) -> next.exchange(request));
        return FakeProvider.diagnosis(reach, named.settings());
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

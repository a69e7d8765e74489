package io.gatehouse.login.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;

/** Whatever an identity provider answers to whatever it was asked ends as one sentence, soon, and without being held whole. */
class WholeAnswersTests {

    private static final AtomicLong SENT = new AtomicLong();
    private static final int CHUNK = 64 * 1024;

    private static DisposableServer server;

    private final WebClient http = Http.client(Egress.direct());

    @BeforeAll
    static void start() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(WholeAnswersTests::misbehave)
                .bindNow();
    }

    @AfterAll
    static void stop() {
        server.disposeNow();
    }

    @ParameterizedTest
    @EnumSource
    void aRedirectIsRefusedAndSaidSo(Step step) {
        assertThat(diagnosis(step, "/redirect").said())
                .endsWith(
                        "/redirect: 302, a redirect to http://169.254.169.254/latest (expected: 200; redirects are not"
                                + " followed)");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTooLargeIsNotReadToItsEnd(Step step) {
        SENT.set(0);
        assertThat(diagnosis(step, "/large").said()).endsWith("more than " + step.largest() / 1024 + " KB");
        assertThat(SENT.get()).as("bytes of 50 MB that were sent").isLessThan(20_000_000);
    }

    @ParameterizedTest
    @EnumSource
    void aBombIsNotUnpacked(Step step) {
        assertThat(diagnosis(step, "/bomb").said()).contains("compressed, which nobody asked for");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNestedTenThousandDeepIsNotFollowed(Step step) {
        assertThat(diagnosis(step, "/deep").said()).contains("JSON nested more than 32 deep");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSmallAndWouldBeLargeOnceReadIsNotRead(Step step) {
        assertThat(diagnosis(step, "/crowd").said())
                .containsPattern("JSON of more than [24]000 names, values and bracket");
    }

    @ParameterizedTest
    @EnumSource
    void norIsItInAnErrorHoweverItIsHidden(Step step) {
        for (String path : List.of("/crowd-error", "/crowd-hidden")) {
            byte[] read = step.with(http)
                    .get()
                    .uri(http(path))
                    .exchangeToMono(answer -> answer.bodyToMono(byte[].class))
                    .block();
            assertThat(read).as(path).isNullOrEmpty();
        }
    }

    @Test
    void aFullPageOfGroupsIsRead() {
        assertThat(read(Step.GROUPS, "/groups")).hasSizeGreaterThan(79_000);
    }

    @Test
    void ofTokensOnlyWhatIsReadIsHeld() {
        assertThat(read(Step.TOKEN, "/tokens"))
                .isEqualTo("{\"access_token\":\"a\",\"expires_in\":60,\"id_token\":\"é\"}");
        assertThat(read(Step.TOKEN, "/tokens-error")).isEqualTo("{\"error\":\"invalid_client\"}");
        assertThat(diagnosis(Step.TOKEN, "/tokens-large").said()).endsWith("more than 32 KB of tokens");
    }

    @ParameterizedTest
    @EnumSource
    void aNameThatStandsTwiceIsNotReadEitherWay(Step step) {
        assertThat(diagnosis(step, "/twice").said()).contains("a name twice in one object");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoObjectIsSaidToBeNone(Step step) {
        assertThat(diagnosis(step, "/array").said()).contains("not a JSON object (expected: a JSON object)");
        assertThat(diagnosis(step, "/page").said()).contains("not JSON (expected: a JSON object)");
        assertThat(diagnosis(step, "/empty").said()).contains("empty (expected: a JSON object)");
        assertThat(diagnosis(step, "/two").said()).contains("something behind the JSON object");
    }

    @ParameterizedTest
    @EnumSource
    void eachFaultIsOfItsStep(Step step) {
        assertThat(diagnosis(step, "/array").step()).isEqualTo(step.title());
        assertThat(diagnosis(step, "/array").fault()).isEqualTo(step.unreadable());
    }

    @ParameterizedTest
    @EnumSource
    void aBusyOrBrokenServerIsAnOutageWhateverItsPageSays(Step step) {
        assertThat(diagnosis(step, "/busy").fault()).isEqualTo(Fault.PROVIDER_ERROR);
        assertThat(diagnosis(step, "/broken").said()).endsWith("/broken: 503 (expected: 200)");
    }

    @Test
    void aSlowDripEndsInTime() {
        WebClient patient = WebClient.builder()
                .baseUrl(http("/drip"))
                .filter(new WholeAnswers(Duration.ofMillis(500)))
                .build();

        assertThat(refusal(Step.TOKEN, patient, "").fault()).isEqualTo(Fault.TIMEOUT);
    }

    @Test
    void noCompressionIsAskedForAndAGoodAnswerMayCallItselfWhatItLikes() {
        Map<String, Object> answer = Step.JWKS
                .with(http)
                .get()
                .uri(http("/good"))
                .retrieve()
                .bodyToMono(new ParameterizedTypeReference<Map<String, Object>>() {})
                .block();

        assertThat(answer).containsEntry("accept-encoding", "none");
    }

    private String read(Step step, String path) {
        return step.with(http)
                .get()
                .uri(http(path))
                .exchangeToMono(answer -> answer.bodyToMono(String.class))
                .blockOptional()
                .orElseThrow();
    }

    private Diagnosis diagnosis(Step step, String path) {
        return refusal(step, http, http(path));
    }

    private static Diagnosis refusal(Step step, WebClient http, String address) {
        return step.with(http)
                .get()
                .uri(address)
                .retrieve()
                .bodyToMono(String.class)
                .map(read -> (Throwable) new AssertionError("read: " + read))
                .onErrorResume(AnswerRefused.class, Mono::just)
                .cast(AnswerRefused.class)
                .map(AnswerRefused::diagnosis)
                .blockOptional()
                .orElseThrow();
    }

    private static String http(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    private static void misbehave(HttpServerRoutes routes) {
        routes.get("/redirect", (request, response) -> response.status(302)
                .header("Location", "http://169.254.169.254/latest?secret")
                .header("Content-Type", "application/json")
                .sendString(Mono.just("{\"access_token\":\"believed\"}")));
        routes.get("/large", (request, response) -> response.header("Content-Type", "application/json")
                .send(Flux.range(0, 800).map(i -> blanks())));
        routes.get("/bomb", (request, response) -> response.header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .send(Mono.fromCallable(WholeAnswersTests::bomb)));
        routes.get("/busy", (request, response) -> response.status(429).send());
        routes.get("/broken", (request, response) -> response.status(503).sendString(Mono.just("<html>")));
        text(routes, "/deep", "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
        String crowd = "[" + "{},".repeat(42_000) + "{}]";
        text(routes, "/crowd", "{\"x\":" + crowd + "}");
        error(routes, "/crowd-error", "{\"error\":\"invalid_client\",\"x\":" + crowd + "}");
        error(routes, "/crowd-hidden", "{\"error\":\"a\",\"error\":\"b\",\"x\":" + crowd + "}");
        String group = "\"8d1c2f40-0000-4000-8000-000000000000\"";
        text(routes, "/groups", "{\"value\":[" + (group + ",").repeat(2_045) + group + "]}");
        text(
                routes,
                "/tokens",
                "{\"access_token\":\"a\",\"user\":{\"groups\":[1,{}]},\"expires_in\":60,\"x\":1,\"id_token\":\"é\"}");
        error(routes, "/tokens-error", "{\"error\":\"invalid_client\",\"timestamp\":\"now\"}");
        text(routes, "/tokens-large", "{\"id_token\":\"" + "x".repeat(33_000) + "\"}");
        text(routes, "/twice", "{\"keys\":[{\"kid\":\"a\",\"kid\":\"b\"}]}");
        text(routes, "/array", "[{\"issuer\":\"https://id.example\"}]");
        text(routes, "/page", "<html>");
        text(routes, "/empty", "");
        text(routes, "/two", "{}{}");
        routes.get("/drip", (request, response) -> response.header("Content-Type", "application/json")
                .send(Flux.interval(Duration.ofMillis(50)).map(tick -> blank()), sent -> true));
        routes.get("/good", (request, response) -> response.header("Content-Type", "application/octet-stream")
                .sendString(Mono.just(
                        "{\"accept-encoding\":\"" + request.requestHeaders().get("Accept-Encoding", "none") + "\"}")));
    }

    private static void text(HttpServerRoutes routes, String path, String body) {
        routes.get(path, (request, response) -> response.header("Content-Type", "application/json")
                .sendString(Mono.just(body)));
    }

    private static void error(HttpServerRoutes routes, String path, String body) {
        routes.get(path, (request, response) -> response.status(400)
                .header("Content-Type", "application/json")
                .sendString(Mono.just(body)));
    }

    private static ByteBuf blank() {
        return Unpooled.copiedBuffer(" ", StandardCharsets.US_ASCII);
    }

    private static ByteBuf blanks() {
        SENT.addAndGet(CHUNK);
        return Unpooled.copiedBuffer(" ".repeat(CHUNK), StandardCharsets.US_ASCII);
    }

    private static ByteBuf bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[10_000_000]);
        }
        return Unpooled.wrappedBuffer(packed.toByteArray());
    }
}

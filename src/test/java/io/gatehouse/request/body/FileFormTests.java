package io.gatehouse.request.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.problem.Visitor;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.request.RequestPath;
import io.gatehouse.request.body.FileForm.Filled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class FileFormTests {

    private static final int MOST = 64 * 1024;
    private static final String FIELD = "--x\r\nContent-Disposition: form-data; name=\"version\"\r\n\r\n7\r\n";
    private static final String FILE =
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../etc/passwd\"\r\n\r\n";
    private static final String END = "\r\n--x--\r\n";

    private final FileForm form = new FileForm("settings", MOST, Duration.ofSeconds(10), 1);

    @Test
    void readsAFileAndTheFieldsBesideItInWhateverPiecesTheyCome() {
        String file = "a\r\n--y\r\n\u0000 ".repeat(5_000);

        StepVerifier.create(form.read(sent(parts((FIELD + FILE + file + END).split("(?s)(?<=\\G.{1021})")))))
                .assertNext(filled -> {
                    assertThat(filled.fields().toSingleValueMap()).isEqualTo(Map.of("version", "7"));
                    assertThat(text(filled)).isEqualTo(file);
                })
                .verifyComplete();
    }

    @Test
    void whereNoFileWasChosenItIsEmpty() {
        StepVerifier.create(form.read(sent(parts(FIELD + FILE + END))))
                .assertNext(filled -> assertThat(filled.file()).isEmpty())
                .verifyComplete();
    }

    @Test
    void whatIsNoSuchFormHasNoFields() {
        StepVerifier.create(form.read(MockServerWebExchange.from(MockServerHttpRequest.post("/")
                        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                        .body("version=7"))))
                .assertNext(filled -> assertThat(filled.fields()).isEmpty())
                .verifyComplete();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "--x", FIELD, FIELD + FILE, "--x\r\nContent-Disposition\r\n\r\na" + END})
    @Proves("SEC-LOOK-5")
    void whatIsCutOffOrBrokenIsRefused(String broken) {
        StepVerifier.create(form.read(sent(parts(broken)))).verifyErrorSatisfies(FileFormTests::isUnreadable);
    }

    @Test
    @Proves("SEC-LOOK-5")
    void manyPartsOrLongHeadersAreRefused() {
        String header = FIELD.replace("\r\n\r\n", "\r\nX: " + "x".repeat(9_000) + "\r\n\r\n");

        StepVerifier.create(form.read(sent(parts(FIELD.repeat(50) + FILE + END))))
                .verifyErrorSatisfies(FileFormTests::isUnreadable);
        StepVerifier.create(form.read(sent(parts(header + FILE + END))))
                .verifyErrorSatisfies(FileFormTests::isUnreadable);
    }

    @Test
    void aFileThatIsTooLongIsLetComeToItsEndAndForgotten() {
        Flux<DataBuffer> photo = Flux.defer(() -> parts("x".repeat(100_000))).repeat(29);

        StepVerifier.create(form.read(saying(3_000_000, photo))).verifyError(FileForm.TooLong.class);
    }

    @Test
    @Proves("SEC-LOOK-5")
    void whatIsLongerThanAnyPhotoIsNotLetComeAndWhatDoesNotSayHowLongItIsNoFurtherThanTheLimit() {
        Flux<DataBuffer> unread = Flux.error(new AssertionError("read"));
        Flux<DataBuffer> endless = Flux.defer(() -> parts("x".repeat(1000))).repeat();

        StepVerifier.create(form.read(saying(100_000_000, unread))).verifyErrorSatisfies(FileFormTests::isUnreadable);
        StepVerifier.create(form.read(sent(parts(FILE).concatWith(endless))))
                .verifyErrorSatisfies(FileFormTests::isUnreadable);
    }

    @Test
    @Proves("SEC-LOOK-5")
    void whoSendsSlowlyToOneOrganizationKeepsNobodyOfAnotherWaiting() {
        FileForm shared = new FileForm("settings", MOST, Duration.ofSeconds(10), 8);
        List<Disposable> slow = Stream.generate(() -> shared.read(to("acme", Flux.never())))
                .limit(2)
                .map(reading -> reading.subscribe())
                .toList();

        StepVerifier.create(shared.read(to("acme", parts(FIELD + FILE + END)))).verifyError(Refusal.class);
        StepVerifier.create(shared.read(to("globex", parts(FIELD + FILE + END))))
                .expectNextCount(1)
                .verifyComplete();

        slow.forEach(Disposable::dispose);
        StepVerifier.create(shared.read(to("acme", parts(FIELD + FILE + END))))
                .expectNextCount(1)
                .verifyComplete();
    }

    private static MockServerWebExchange to(String organization, Flux<DataBuffer> parts) {
        MockServerWebExchange exchange = sent(parts);
        Arrival arrival = new Arrival(
                HttpMethod.POST,
                PublicUrl.parse("https://portal.example.com"),
                RequestPath.parse("/organizations/" + organization + "/settings/general/logo")
                        .orElseThrow(),
                null,
                InetAddress.getLoopbackAddress(),
                Visitor.PERSON,
                Runnable::run);
        exchange.getAttributes().put(Arrival.class.getName(), arrival);
        return exchange;
    }

    @Test
    @Proves("SEC-LOOK-5")
    void onlySoManyAreReadAtOnceAndWhoeverIsSlowIsGivenUp() {
        Disposable slow = form.read(saying(3_000_000, Flux.never())).subscribe();

        StepVerifier.create(form.read(sent(parts(FIELD + FILE + END))))
                .verifyErrorSatisfies(
                        error -> assertThat(((Refusal) error).problem()).isEqualTo(Problem.STORE_AWAY));
        slow.dispose();
        StepVerifier.withVirtualTime(() -> form.read(saying(3_000_000, Flux.never())))
                .thenAwait(Duration.ofSeconds(10))
                .verifyErrorSatisfies(FileFormTests::isUnreadable);
    }

    private static void isUnreadable(Throwable error) {
        assertThat(error).isInstanceOf(Refusal.class);
        assertThat(((Refusal) error).problem()).isEqualTo(Problem.MALFORMED_REQUEST);
    }

    private static String text(Filled filled) {
        return new String(filled.file(), StandardCharsets.UTF_8);
    }

    private static MockServerWebExchange sent(Flux<DataBuffer> parts) {
        return MockServerWebExchange.from(MockServerHttpRequest.post("/")
                .header(HttpHeaders.CONTENT_TYPE, "multipart/form-data; boundary=x")
                .body(parts));
    }

    private static MockServerWebExchange saying(long length, Flux<DataBuffer> parts) {
        return MockServerWebExchange.from(MockServerHttpRequest.post("/")
                .header(HttpHeaders.CONTENT_TYPE, "multipart/form-data; boundary=x")
                .contentLength(length)
                .body(parts));
    }

    private static Flux<DataBuffer> parts(String... texts) {
        return Flux.fromStream(() -> Stream.of(texts)
                .map(text -> DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }
}

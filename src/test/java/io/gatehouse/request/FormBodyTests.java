package io.gatehouse.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class FormBodyTests {

    private final FormBody body = new FormBody("form", Duration.ofSeconds(10), 2);

    @Test
    void readsFieldsAsBrowsersWriteThem() {
        StepVerifier.create(body.read(form(parts("a=1+2&b=%C3%A4%26", "&c&=x&a=3"))))
                .assertNext(fields -> {
                    assertThat(fields.get("a")).containsExactly("1 2", "3");
                    assertThat(fields.getFirst("b")).isEqualTo("ä&");
                    assertThat(fields.getFirst("c")).isEmpty();
                })
                .verifyComplete();
    }

    @Test
    void whatIsNoFormHasNoFields() {
        StepVerifier.create(body.read(MockServerWebExchange.from(MockServerHttpRequest.post("/")
                        .contentType(MediaType.APPLICATION_JSON)
                        .body("a=1"))))
                .assertNext(fields -> assertThat(fields).isEmpty())
                .verifyComplete();
    }

    @Test
    void aBrokenEscapeIsRefused() {
        StepVerifier.create(body.read(form(parts("a=%zz")))).verifyErrorSatisfies(FormBodyTests::isUnreadable);
    }

    @Test
    void whatSaysThatItIsLongIsNotRead() {
        Flux<DataBuffer> unread = Flux.error(new AssertionError("read"));
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/")
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .contentLength(FormBody.MOST_BYTES + 1)
                .body(unread));

        StepVerifier.create(body.read(exchange)).verifyErrorSatisfies(FormBodyTests::isUnreadable);
    }

    @Test
    void whatDoesNotSayHowLongItIsIsReadUpToTheLimit() {
        Flux<DataBuffer> endless =
                Flux.defer(() -> parts("a=" + "x".repeat(1000))).repeat();

        StepVerifier.create(body.read(form(endless))).verifyErrorSatisfies(FormBodyTests::isUnreadable);
    }

    @Test
    void aFormThatDoesNotEndIsGivenUpAfterTenSeconds() {
        StepVerifier.withVirtualTime(() -> body.read(form(parts("a=1").concatWith(Flux.never()))))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(9))
                .thenAwait(Duration.ofSeconds(1))
                .verifyErrorSatisfies(FormBodyTests::isUnreadable);
    }

    @Test
    void onlySoManyAreReadAtOnceAndWhoGivesUpMakesRoom() {
        Disposable one = body.read(form(Flux.never())).subscribe();
        Disposable other = body.read(form(Flux.never())).subscribe();

        StepVerifier.create(body.read(form(parts("a=1"))))
                .verifyErrorSatisfies(
                        error -> assertThat(((Refusal) error).problem()).isEqualTo(Problem.STORE_AWAY));
        one.dispose();
        StepVerifier.create(body.read(form(parts("a=1")))).expectNextCount(1).verifyComplete();
        StepVerifier.create(body.read(form(parts("a=%")))).verifyError(Refusal.class);
        StepVerifier.create(body.read(form(parts("a=1")))).expectNextCount(1).verifyComplete();
        other.dispose();
    }

    private static void isUnreadable(Throwable error) {
        assertThat(error).isInstanceOf(Refusal.class);
        assertThat(((Refusal) error).problem()).isEqualTo(Problem.MALFORMED_REQUEST);
    }

    private static MockServerWebExchange form(Flux<DataBuffer> parts) {
        return MockServerWebExchange.from(MockServerHttpRequest.post("/")
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body(parts));
    }

    private static Flux<DataBuffer> parts(String... texts) {
        return Flux.fromStream(Stream.of(texts)
                .map(text -> DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }
}

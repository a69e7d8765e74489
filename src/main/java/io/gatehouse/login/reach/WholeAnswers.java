package io.gatehouse.login.reach;

import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import java.time.Duration;
import java.util.Optional;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Hands on an identity provider's answer once it is there, whole, in time and small enough; and a good one only when it is a
 * JSON object that every reader reads alike. Whatever a provider sends ends here as one sentence.
 */
final class WholeAnswers implements ExchangeFilterFunction {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final byte[] NOTHING = {};

    private final Duration longest;

    /** @param longest however slowly its bytes come: a limit from one read to the next is none for who sends one at a time */
    WholeAnswers(Duration longest) {
        this.longest = longest;
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        Question question = new Question(Step.of(request).orElse(Step.TOKEN), address(request));
        return next.exchange(request)
                .flatMap(answer -> whole(answer, question))
                .timeout(
                        longest,
                        Mono.error(() ->
                                question.refused(Fault.TIMEOUT, "no whole answer in " + longest.toSeconds() + " s")));
    }

    /** @param address without its query, which is nobody's business */
    private record Question(Step step, String address) {

        AnswerRefused refused(String found) {
            return refused(step.unreadable(), found);
        }

        AnswerRefused refused(Fault fault, String found) {
            return new AnswerRefused(new Diagnosis(fault, step.title(), address + ": " + found));
        }
    }

    private static Mono<ClientResponse> whole(ClientResponse answer, Question question) {
        if (answer.statusCode().is3xxRedirection()) {
            return refused(answer, question.refused(redirect(answer)));
        }
        String encoding = answer.headers().asHttpHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equals("identity")) {
            return refused(answer, question.refused("compressed, which nobody asked for (expected: plain JSON)"));
        }
        int largest = question.step().largest();
        return DataBufferUtils.join(answer.body(BodyExtractors.toDataBuffers()), largest)
                .map(WholeAnswers::bytes)
                .defaultIfEmpty(new byte[0])
                .onErrorMap(
                        DataBufferLimitException.class,
                        tooLarge -> question.refused("more than " + largest / 1024 + " KB"))
                .map(body -> readable(answer, body, question))
                .map(body -> with(body, answer));
    }

    private static byte[] readable(ClientResponse answer, byte[] body, Question question) {
        Optional<String> wrong = StrictJson.of(question.step()).whatIsWrong(body);
        wrong.ifPresent(found -> refuse(answer, found, question));
        if (wrong.isPresent()) {
            return NOTHING; // an error with a page, or with JSON that was not looked at to its end
        }
        return question.step() == Step.TOKEN ? tokens(body, question) : body;
    }

    private static byte[] tokens(byte[] body, Question question) {
        byte[] read = TokenMembers.of(body);
        if (read.length > TokenMembers.MOST) {
            throw question.refused("more than " + TokenMembers.MOST / 1024 + " KB of tokens");
        }
        return read;
    }

    private static void refuse(ClientResponse answer, String found, Question question) {
        int status = answer.statusCode().value();
        if (answer.statusCode().is2xxSuccessful()) {
            throw question.refused(found + " (expected: a JSON object)");
        }
        if (status >= 500 || status == TOO_MANY_REQUESTS) {
            throw question.refused(Fault.PROVIDER_ERROR, status + " (expected: 200)");
        }
    }

    /** It is JSON by now, whatever it calls itself: some serve their keys as {@code application/octet-stream}. */
    private static ClientResponse with(byte[] body, ClientResponse answer) {
        return ClientResponse.create(answer.statusCode(), answer.strategies())
                .headers(headers -> {
                    headers.addAll(answer.headers().asHttpHeaders());
                    if (answer.statusCode().is2xxSuccessful()) {
                        headers.setContentType(MediaType.APPLICATION_JSON);
                    }
                })
                .body(Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)))
                .build();
    }

    /** Without reading on: the connection is closed. */
    private static Mono<ClientResponse> refused(ClientResponse answer, AnswerRefused why) {
        return answer.bodyToMono(Void.class).then(Mono.error(why));
    }

    private static String redirect(ClientResponse answer) {
        String location = answer.headers().asHttpHeaders().getFirst(HttpHeaders.LOCATION);
        return answer.statusCode().value() + ", a redirect" + (location == null ? "" : " to " + withoutQuery(location))
                + " (expected: 200; redirects are not followed)";
    }

    private static String address(ClientRequest request) {
        return withoutQuery(request.url().toString());
    }

    private static String withoutQuery(String address) {
        return address.replaceFirst("[?#].*", "");
    }

    private static byte[] bytes(DataBuffer joined) {
        byte[] bytes = new byte[joined.readableByteCount()];
        joined.read(bytes);
        DataBufferUtils.release(joined);
        return bytes;
    }
}

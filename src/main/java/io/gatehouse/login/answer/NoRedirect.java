package io.gatehouse.login.answer;

import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInFault;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * An endpoint that sends us elsewhere is refused: it is not followed, with our secret or somebody's access token in hand, and
 * what its answer says besides is not read.
 */
public final class NoRedirect {

    private NoRedirect() {}

    /** @param step as a diagnosis names it */
    public static WebClient with(WebClient http, String step) {
        return http.mutate()
                .filter((request, next) -> next.exchange(request).flatMap(answer -> checked(answer, step)))
                .build();
    }

    private static Mono<ClientResponse> checked(ClientResponse answer, String step) {
        if (!answer.statusCode().is3xxRedirection()) {
            return Mono.just(answer);
        }
        String said = answer.statusCode().value() + ", a redirect (expected: an answer)";
        return answer.releaseBody().then(Mono.error(new SignInFault(Fault.UNEXPECTED_ANSWER, step, said)));
    }
}

package io.gatehouse.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.problem.Refusal;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.util.MultiValueMap;

/** Whatever the browser brings to the redirect URI is an answer, or refused; never a fault, and nothing is read twice. */
class AuthorizationResponseFuzz {

    @FuzzTest
    @DictionaryEntries({"code=", "&state=", "&error=", "&error_description=", "&iss=", "%", "%zz", "+", "&&"})
    void whateverComesIsAnAnswerOrRefused(FuzzedDataProvider data) {
        MultiValueMap<String, String> parameters;
        try {
            parameters = MockServerHttpRequest.get("/?" + data.consumeRemainingAsAsciiString())
                    .build()
                    .getQueryParams();
        } catch (IllegalArgumentException noAddress) {
            return; // RequestTarget and the request room have refused it
        }
        try {
            AuthorizationResponse answer = AuthorizationResponse.of(parameters);
            assertThat(answer.description()).hasSizeLessThanOrEqualTo(1_000);
            assertThat(answer.code().isEmpty() || !answer.code().get().isBlank())
                    .isTrue();
            assertThat(answer.failure().isPresent())
                    .isEqualTo(answer.error().isPresent() || answer.code().isEmpty());
        } catch (Refusal twice) {
            assertThat(twice.cause()).contains("sent twice");
        }
    }
}

package io.gatehouse.login.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInRefused;
import java.net.ConnectException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;

/** What Microsoft Graph may answer: all groups, or a refusal with the reason, and never a part of them. */
class GraphTests {

    private static final String BASE = "https://graph.microsoft.com";
    private static final OAuth2AccessToken TOKEN = new OAuth2AccessToken(
            OAuth2AccessToken.TokenType.BEARER, "token-of-bob", Instant.EPOCH, Instant.EPOCH.plusSeconds(60));

    private final List<ClientRequest> asked = new ArrayList<>();

    @Test
    void joinsThePagesAndSendsThePersonsOwnToken() {
        List<String> groups = groups(request -> json(
                200,
                request.url().getQuery() == null
                        ? "{\"value\":[\"a\"],\"@odata.nextLink\":\"" + BASE
                                + "/v1.0/me/getMemberGroups?$skiptoken=2\"}"
                        : "{\"value\":[\"b\"]}"));

        assertThat(groups).containsExactly("a", "b");
        assertThat(asked).hasSize(2).allSatisfy(request -> assertThat(
                        request.headers().getFirst(HttpHeaders.AUTHORIZATION))
                .isEqualTo("Bearer token-of-bob"));
    }

    @Test
    void takesTheTokenToNoOtherHost() {
        for (String next : List.of(
                "https://evil.example/v1.0/me",
                "https://graph.microsoft.com.evil.example/",
                "http://graph.microsoft.com/")) {
            assertThat(refusal(request -> json(200, "{\"value\":[\"a\"],\"@odata.nextLink\":\"" + next + "\"}")))
                    .isEqualTo(Fault.GRAPH_REFUSED);
        }
        assertThat(asked).allMatch(request -> request.url().toString().equals(BASE + "/v1.0/me/getMemberGroups"));
    }

    @Test
    void endsWhereThePagesDoNot() {
        String endless = "{\"value\":[\"a\"],\"@odata.nextLink\":\"" + BASE + "/v1.0/me/getMemberGroups?next\"}";

        assertThat(refusal(request -> json(200, endless))).isEqualTo(Fault.GRAPH_REFUSED);
        assertThat(asked).hasSize(10);
    }

    @Test
    void whatIsNoListOfGroupsIsRefused() {
        for (String body : List.of(
                "", "{}", "[]", "{\"value\":\"a\"}", "<html>", "{\"value\":[\"a\"],\"@odata.nextLink\":\"::\"}")) {
            assertThat(refusal(request -> json(200, body))).as(body).isEqualTo(Fault.GRAPH_REFUSED);
        }
    }

    @Test
    void anOutageIsToldFromAMissingPermission() {
        assertThat(refusal(request -> json(403, "{}"))).isEqualTo(Fault.GRAPH_REFUSED);
        assertThat(refusal(request -> json(429, "{}"))).isEqualTo(Fault.PROVIDER_ERROR);
        assertThat(refusal(request -> json(503, "{}"))).isEqualTo(Fault.PROVIDER_ERROR);
        assertThat(refusal(request -> Mono.error(new WebClientRequestException(
                        new ConnectException("Connection refused"),
                        request.method(),
                        request.url(),
                        request.headers()))))
                .isEqualTo(Fault.CONNECTION_REFUSED);
    }

    @Test
    void nothingThatIsSaidHoldsTheToken() {
        assertThatThrownBy(() -> groups(request -> json(403, "{\"error\":\"token-of-bob\"}")))
                .hasMessage(BASE + "/v1.0/me/getMemberGroups: 403 (expected: 200)");
    }

    private Fault refusal(Function<ClientRequest, Mono<ClientResponse>> answer) {
        try {
            throw new AssertionError(groups(answer) + " (expected: a refusal)");
        } catch (SignInRefused refused) {
            return refused.diagnosis().fault();
        }
    }

    private List<String> groups(Function<ClientRequest, Mono<ClientResponse>> answer) {
        WebClient http = WebClient.builder()
                .exchangeFunction(request -> {
                    asked.add(request);
                    return answer.apply(request);
                })
                .build();
        return new Graph(http, BASE).groups(TOKEN).block();
    }

    private static Mono<ClientResponse> json(int status, String body) {
        return Mono.just(ClientResponse.create(HttpStatus.valueOf(status))
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
                .body(body)
                .build());
    }
}

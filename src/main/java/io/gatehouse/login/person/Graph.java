package io.gatehouse.login.person;

import io.gatehouse.login.fault.Diagnosed;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.reach.Step;
import io.gatehouse.organization.entra.Cloud;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpStatusCode;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Mono;

/**
 * Asks Microsoft Graph for the groups of the person who signs in, with that person's own access token. The address is the
 * cloud's: what a token names as its source ({@code _claim_sources}) is an interface that Microsoft has switched off.
 */
final class Graph {

    private static final String STEP = Step.GROUPS.title();

    /** Of all kinds, those inside of others too: more than a token would have is granted nothing more. */
    private static final String GROUPS = "/v1.0/me/getMemberGroups";

    private static final Map<String, Object> QUESTION = Map.of("securityEnabledOnly", false);
    private static final String NEXT = "@odata.nextLink";
    private static final int MOST_PAGES = 10;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final ParameterizedTypeReference<Map<String, Object>> PAGE = new ParameterizedTypeReference<>() {};

    private final WebClient http;
    private final String base;

    /** @param base {@link Cloud#graph} */
    Graph(WebClient http, String base) {
        this.http = Step.GROUPS.with(http);
        this.base = base;
    }

    /** @throws SignInRefused where the provider is not Microsoft's */
    static Graph of(Provider provider) {
        return provider.settings()
                .issuer()
                .directory()
                .map(directory -> new Graph(provider.http(), directory.cloud().graph()))
                .orElseThrow(() -> refused("no address (expected: an issuer of Microsoft Entra ID)"));
    }

    /** Their object ids. Errors are {@link SignInRefused}: an incomplete list is never one. */
    Mono<List<String>> groups(@Nullable OAuth2AccessToken token) {
        if (token == null) {
            return Mono.error(refused("no access token"));
        }
        WebClient.RequestHeadersSpec<?> question =
                http.post().uri(base + GROUPS).bodyValue(QUESTION);
        return page(question, token.getTokenValue(), 1)
                .timeout(LONGEST)
                .onErrorMap(error -> !(error instanceof Diagnosed), this::failed);
    }

    /** This page and all behind it. */
    private Mono<List<String>> page(WebClient.RequestHeadersSpec<?> request, String token, int number) {
        return request.headers(headers -> headers.setBearerAuth(token))
                .retrieve()
                .bodyToMono(PAGE)
                .switchIfEmpty(Mono.error(() -> refused("empty (expected: JSON)")))
                .flatMap(page -> withTheRest(page, token, number));
    }

    private Mono<List<String>> withTheRest(Map<String, Object> page, String token, int number) {
        List<String> here = values(page);
        Optional<URI> next = next(page);
        return next.isEmpty()
                ? Mono.just(here)
                : page(http.get().uri(bounded(next.get(), number)), token, number + 1)
                        .map(rest -> Stream.concat(here.stream(), rest.stream()).toList());
    }

    private static List<String> values(Map<String, Object> page) {
        if (!(page.get("value") instanceof List<?> values)) {
            throw refused("no value (expected: a list of ids)");
        }
        return values.stream().map(String::valueOf).toList();
    }

    private static Optional<URI> next(Map<String, Object> page) {
        return page.get(NEXT) instanceof String address ? Optional.of(URI.create(address)) : Optional.empty();
    }

    /** The person's token goes to Graph and nowhere else, and not for ever. */
    private URI bounded(URI next, int number) {
        if (!next.toString().startsWith(base + "/")) {
            throw refused("its next page is at another host (expected: " + base + ")");
        }
        if (number >= MOST_PAGES) {
            throw refused("more than " + MOST_PAGES + " pages of groups");
        }
        return next;
    }

    private SignInRefused failed(Throwable error) {
        String address = base + GROUPS;
        if (error instanceof WebClientResponseException answered) {
            HttpStatusCode status = answered.getStatusCode();
            boolean outage = status.is5xxServerError() || status.value() == TOO_MANY_REQUESTS;
            return new SignInRefused(new Diagnosis(
                    outage ? Fault.PROVIDER_ERROR : Fault.GRAPH_REFUSED,
                    STEP,
                    address + ": " + status.value() + " (expected: 200)"));
        }
        Diagnosis connection = Diagnosis.ofConnection(STEP, address, error);
        return connection.fault() == Fault.UNEXPECTED_ANSWER
                ? refused("an answer that cannot be read (expected: JSON)")
                : new SignInRefused(connection);
    }

    private static SignInRefused refused(String found) {
        return new SignInRefused(new Diagnosis(Fault.GRAPH_REFUSED, STEP, found));
    }
}

package io.gatehouse.login.person;

import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.Step;
import io.gatehouse.organization.entra.Directory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
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

    private static final String STEP = "Microsoft Graph";

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

    Graph(Provider provider) {
        this.http = Step.GROUPS.with(provider.http());
        this.base = provider.settings()
                .issuer()
                .directory()
                .map(Directory::cloud)
                .orElseThrow(() -> refused("no address (expected: an issuer of Microsoft Entra ID)"))
                .graph();
    }

    /** Their object ids. Errors are {@link SignInRefused}: an incomplete list is never one. */
    Mono<List<String>> groups(@Nullable OAuth2AccessToken token) {
        if (token == null) {
            return Mono.error(refused("no access token"));
        }
        return page(HttpMethod.POST, URI.create(base + GROUPS), token.getTokenValue(), new ArrayList<>(), 1)
                .timeout(LONGEST)
                .onErrorMap(error -> !(error instanceof SignInRefused), this::failed);
    }

    private Mono<List<String>> page(HttpMethod method, URI address, String token, List<String> groups, int number) {
        WebClient.RequestBodySpec request =
                http.method(method).uri(address).headers(headers -> headers.setBearerAuth(token));
        return (method.equals(HttpMethod.POST) ? request.bodyValue(QUESTION) : request)
                .retrieve()
                .bodyToMono(PAGE)
                .switchIfEmpty(Mono.error(() -> refused("empty (expected: JSON)")))
                .flatMap(page -> {
                    groups.addAll(values(page));
                    Optional<URI> next = next(page);
                    return next.isEmpty()
                            ? Mono.just(List.copyOf(groups))
                            : page(HttpMethod.GET, bounded(next.get(), number), token, groups, number + 1);
                });
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

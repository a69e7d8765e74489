package io.gatehouse.api;

import io.gatehouse.apikey.ApiKey;
import io.gatehouse.apikey.ApiKeys;
import io.gatehouse.apikey.Scope;
import io.gatehouse.member.Members;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.BearerHeader;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Decides who may call: whoever brings a key of this organization in {@code Authorization}, and nobody by a cookie, so that no
 * page in a browser can call for its visitor.
 */
final class Door {

    private static final int CALLS_A_MINUTE = 600;
    private static final int FAILURES_A_MINUTE = 30;

    private final ApiKeys keys;
    private final Members members;
    private final Bound calls;
    private final Bound failures;

    Door(ApiKeys keys, Members members, Clock clock) {
        this.keys = keys;
        this.members = members;
        this.calls = new Bound(CALLS_A_MINUTE, clock);
        this.failures = new Bound(FAILURES_A_MINUTE, clock);
    }

    /** {@link Refusal} 401 for everybody else, 429 for whoever is too fast or has tried too often. */
    Mono<ApiKey> enter(ServerWebExchange exchange, OrganizationName organization) {
        return Mono.defer(() -> {
            String client = network(Arrival.of(exchange).client());
            HttpHeaders headers = exchange.getRequest().getHeaders();
            if (!BearerHeader.isIn(headers)) {
                throw refused(organization, "no key", "Bearer");
            }
            return refuseGuesses(organization, headers, client)
                    .then(again(exchange, organization))
                    .doOnError(Refusal.class, refused -> countFailure(refused, client))
                    .doOnNext(key -> refuseFast(organization, key));
        });
    }

    /** Who shares an address with a guesser is let in; to tell them apart asks the store no more often, however many guesses come. */
    private Mono<Void> refuseGuesses(OrganizationName organization, HttpHeaders headers, String client) {
        return failures.isFull(client)
                ? keys.wasThere(organization, BearerHeader.token(headers).orElse(""))
                        .filter(Boolean::booleanValue)
                        .switchIfEmpty(Mono.error(() -> tooMany(
                                failures,
                                "api: " + organization + ": " + client + " has sent too many keys that are none")))
                        .then()
                : Mono.empty();
    }

    /** The same for whoever has been let in, as the store has it now; none of the bounds is touched. */
    Mono<ApiKey> again(ServerWebExchange exchange, OrganizationName organization) {
        return Mono.defer(() -> keys.find(
                        organization,
                        BearerHeader.token(exchange.getRequest().getHeaders()).orElse(""))
                .filterWhen(key -> makerIsIn(organization, key))
                .switchIfEmpty(Mono.error(
                        () -> refused(organization, "no key of this organization", "Bearer error=\"invalid_token\""))));
    }

    /** Their keys end with them, too; this holds for one that was made in that very moment. */
    private Mono<Boolean> makerIsIn(OrganizationName organization, ApiKey key) {
        return Mono.justOrEmpty(key.maker())
                .flatMap(maker -> members.isIn(organization, maker))
                .defaultIfEmpty(true);
    }

    private void countFailure(Refusal refused, String client) {
        if (refused.problem() == Problem.API_KEY_REFUSED) {
            failures.take(client);
        }
    }

    private void refuseFast(OrganizationName organization, ApiKey key) {
        if (!calls.take(organization + " " + key.id())) {
            throw tooMany(calls, "api: " + organization + ": " + key.actor() + ": too many calls");
        }
    }

    /** RFC 6750 §3.1. */
    static void refuseScope(OrganizationName organization, ApiKey key, Scope needed) {
        if (!key.scope().covers(needed)) {
            throw Refusal.of(
                            Problem.API_KEY_READS_ONLY,
                            "api: " + organization + ": " + key.actor() + ": " + key.scope() + " (expected: " + needed
                                    + ")")
                    .withHeader(
                            HttpHeaders.WWW_AUTHENTICATE,
                            "Bearer error=\"insufficient_scope\", scope=\"" + needed + "\"");
        }
    }

    private static Refusal refused(OrganizationName organization, String found, String challenge) {
        return Refusal.of(Problem.API_KEY_REFUSED, "api: " + organization + ": " + found)
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
    }

    private static Refusal tooMany(Bound bound, String cause) {
        return Refusal.of(Problem.TOO_MANY_CALLS, cause).withHeader(HttpHeaders.RETRY_AFTER, bound.secondsLeft());
    }

    /** One line of IPv6 has 2^64 addresses. */
    private static String network(InetAddress client) {
        byte[] address = client.getAddress();
        return client instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address, address.length / 2))
                : client.getHostAddress();
    }
}

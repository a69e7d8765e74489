package io.gatehouse.api;

import io.gatehouse.apikey.ApiKey;
import io.gatehouse.apikey.ApiKeys;
import io.gatehouse.member.Members;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Destination.Page.Place;
import io.gatehouse.route.Route;
import io.gatehouse.route.RoutePath;
import io.gatehouse.route.Visit;
import io.gatehouse.route.access.Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The rows of the route table below {@code /organizations/{organization}/api}: who calls, what is called, and one answer in
 * JSON, whatever becomes of it. Nobody learns what there is before the key has been looked at.
 */
public final class Api {

    private static final String ROOT = "/organizations/{organization}/api";
    private static final String VERSION = "/v1";

    /** Of the path: {@code organizations}, the organization, {@code api}, {@code v1}. */
    private static final int SEGMENTS_BEFORE = 4;

    private final Door door;
    private final List<Operation> operations;
    private final Answer description =
            new Answer(200, Map.of(), MediaType.APPLICATION_JSON, resource("/api/openapi.json"));

    public Api(ApiKeys keys, Members members, List<ApiPart> parts, Clock clock) {
        this.door = new Door(keys, members, clock);
        this.operations =
                parts.stream().flatMap(part -> part.operations().stream()).toList();
    }

    /** Where an organization's API is. */
    static String path(OrganizationName organization) {
        return ROOT.replace("{organization}", organization.value()) + VERSION;
    }

    /** What can be asked, in no order. */
    public List<Operation> operations() {
        return operations;
    }

    public List<Route> routes() {
        return List.of(row(VERSION + "/**", this::call), row("/openapi.json", this::describe));
    }

    /** On every origin, since no cookie counts; open to strangers, since the door decides. */
    private static Route row(String below, Destination.Page.Handler handler) {
        String path = ROOT + below;
        Destination.Page.Handler forPrograms = (exchange, visit) ->
                Mono.defer(() -> handler.handle(exchange, visit)).onErrorMap(Refusal.class, Refusal::forProgram);
        return new Route(
                "." + path,
                RoutePath.anywhere(path),
                new Destination.Page(forPrograms, Place.EVERYWHERE),
                new Access.Anyone());
    }

    private Mono<Void> describe(ServerWebExchange exchange, Visit visit) {
        if (!method(exchange).equals(HttpMethod.GET)) {
            throw notAllowed(exchange, "GET");
        }
        return description.write(exchange);
    }

    private Mono<Void> call(ServerWebExchange exchange, Visit visit) {
        Organization organization = visit.host();
        return door.enter(exchange, organization.name())
                .flatMap(key -> answer(exchange, organization, key))
                .flatMap(answer -> answer.write(exchange));
    }

    private Mono<Answer> answer(ServerWebExchange exchange, Organization organization, ApiKey key) {
        List<String> segments = segments(exchange);
        List<Operation> there = operations.stream()
                .filter(operation -> operation.match(segments).isPresent())
                .toList();
        if (there.isEmpty()) {
            throw Refusal.of(Problem.UNKNOWN_ADDRESS, "api: " + organization.name() + ": no such path");
        }
        Operation wanted = there.stream()
                .filter(operation -> operation.method().equals(method(exchange)))
                .findFirst()
                .orElseThrow(() -> notAllowed(
                        exchange,
                        there.stream().map(one -> one.method().name()).sorted().collect(Collectors.joining(", "))));
        Door.refuseScope(organization.name(), key, wanted.scope());
        Optional<String> id = wanted.match(segments);
        return wanted.handler()
                .answer(new Call(
                        exchange, organization, key, id.orElseThrow(), door.again(exchange, organization.name())));
    }

    private static List<String> segments(ServerWebExchange exchange) {
        List<String> all = Arrival.of(exchange).path().segments();
        return all.subList(Math.min(SEGMENTS_BEFORE, all.size()), all.size());
    }

    /** HEAD is GET without the body, which the server leaves away. */
    private static HttpMethod method(ServerWebExchange exchange) {
        HttpMethod method = Arrival.of(exchange).method();
        return method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
    }

    private static Refusal notAllowed(ServerWebExchange exchange, String allowed) {
        return Refusal.of(
                        Problem.METHOD_NOT_ALLOWED,
                        "api: " + Arrival.of(exchange).method() + " (expected: " + allowed + ")")
                .withHeader(HttpHeaders.ALLOW, allowed);
    }

    private static byte[] resource(String path) {
        try (InputStream in = Objects.requireNonNull(Api.class.getResourceAsStream(path), path)) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(path, unreadable);
        }
    }
}

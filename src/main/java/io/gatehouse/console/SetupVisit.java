package io.gatehouse.console;

import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.route.Visit;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The visit of somebody who came by a set-up link: how it begins, and how it ends. */
final class SetupVisit {

    private final Entrance entrance;
    private final Forms forms;
    private final Page enter = Page.named("settings-enter");
    private final Page left = Page.named("settings-left");

    SetupVisit(Entrance entrance, Forms forms) {
        this.entrance = entrance;
        this.forms = forms;
    }

    /**
     * GET asks first, so that whoever only looks at a link in a mail does not use it up; POST uses it. The link is in the
     * address both times: nothing is read of what a stranger sends.
     */
    Mono<Void> enter(ServerWebExchange exchange, Visit visit) {
        Entrance.refuseOthersThanPages(exchange);
        Organization organization = visit.host();
        HttpMethod method = exchange.getRequest().getMethod();
        String token = Optional.ofNullable(
                        exchange.getRequest().getQueryParams().getFirst("link"))
                .orElse("");
        if (method.equals(HttpMethod.POST)) {
            Entrance.refuseCrossSite(exchange);
            return entrance.spend(exchange, organization, token)
                    .then(Mono.defer(() -> settingsOf(exchange, organization)));
        }
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            throw Refusal.of(Problem.METHOD_NOT_ALLOWED, "settings: " + method + " (expected: GET or POST)");
        }
        Map<String, Object> facts = Map.of(
                "title",
                "Set up sign-in for " + organization.title(),
                "organization",
                organization.title(),
                "action",
                Console.path(organization.name()) + "/enter?link=" + token);
        return entrance.valid(token, organization).flatMap(link -> enter.write(exchange, 200, facts));
    }

    /** POST: the end of a visit by a set-up link. */
    Mono<Void> leave(ServerWebExchange exchange, Visit visit) {
        Organization organization = visit.host();
        Map<String, Object> facts = Map.of(
                "title", "You have left",
                "organization", organization.title(),
                "path", Console.path(organization.name()));
        return forms.sent(exchange, visit).flatMap(sent -> entrance.leave(exchange, sent.guest(), organization)
                .then(Mono.defer(() -> left.write(exchange, 200, facts))));
    }

    static Mono<Void> settingsOf(ServerWebExchange exchange, Organization organization) {
        return seeOther(exchange, Console.path(organization.name()));
    }

    static Mono<Void> seeOther(ServerWebExchange exchange, String path) {
        return Desk.seeOther(exchange, path);
    }
}

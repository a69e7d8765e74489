package io.gatehouse.console;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Destination.Page.Handler;
import io.gatehouse.route.Route;
import io.gatehouse.route.RoutePath;
import io.gatehouse.route.access.Access;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

/**
 * One of the pages that an organization's settings consist of, as the navigation names it, and the rows of the route table
 * that are its own.
 *
 * @param title for people
 * @param path below the settings, such as {@code /members}; empty for the first
 */
public record Tab(String title, String path) {

    /** Where an organization's settings are. */
    public static String settings(OrganizationName organization) {
        return "/organizations/" + organization + "/settings";
    }

    /** Where this page is. */
    public String of(OrganizationName organization) {
        return settings(organization) + path;
    }

    /** Read only: answers nothing but GET and HEAD. */
    public Route page(Handler handler) {
        return page("", handler);
    }

    /** The same for what stands below the page, such as {@code /export}. */
    public Route page(String below, Handler handler) {
        return row(below, (exchange, visit) -> {
            HttpMethod method = method(exchange);
            if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
                throw Refusal.of(Problem.METHOD_NOT_ALLOWED, "page: " + method + " (expected: GET)");
            }
            return handler.handle(exchange, visit);
        });
    }

    /** Changes something: answers nothing but POST. */
    public Route form(String below, Handler handler) {
        return row(below, (exchange, visit) -> {
            HttpMethod method = method(exchange);
            if (!method.equals(HttpMethod.POST)) {
                throw Refusal.of(Problem.METHOD_NOT_ALLOWED, "form: " + method + " (expected: POST)");
            }
            return handler.handle(exchange, visit);
        });
    }

    /** Open to strangers, since {@link Desk} decides what a stranger sees: nothing of anybody's. */
    Route row(String below, Handler handler) {
        String address = "/organizations/{organization}/settings" + path + below;
        return new Route(
                "." + address,
                RoutePath.anywhere(address),
                new Destination.Page(handler, Destination.Page.Place.CONSOLE),
                new Access.Anyone());
    }

    private static HttpMethod method(ServerWebExchange exchange) {
        return Arrival.of(exchange).method();
    }
}

package io.gatehouse.brand;

import io.gatehouse.organization.branding.Branding;
import io.gatehouse.organization.branding.Logo;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Destination.Page.Place;
import io.gatehouse.route.Route;
import io.gatehouse.route.RoutePath;
import io.gatehouse.route.Visit;
import io.gatehouse.route.access.Access;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Serves an organization's logo and the style sheet with its colours, to everybody: they say nothing of anybody. */
public final class BrandFiles {

    /** Under the address with this digest there will never be another picture. */
    private static final CacheControl FOR_LONG =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private static final CacheControl FOR_SHORT =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

    private BrandFiles() {}

    public static List<Route> routes() {
        return List.of(
                file(Brands.logoPath("{organization}"), BrandFiles::logo),
                file(Brands.stylePath("{organization}"), BrandFiles::style));
    }

    private static Route file(String path, Destination.Page.Handler handler) {
        return new Route(
                "." + path,
                RoutePath.anywhere(path),
                new Destination.Page(handler, Place.EVERYWHERE),
                new Access.Anyone());
    }

    private static Mono<Void> logo(ServerWebExchange exchange, Visit visit) {
        Logo logo = branding(exchange, visit).logo().orElseThrow(() -> none(visit, "logo"));
        boolean named =
                logo.digest().equals(exchange.getRequest().getQueryParams().getFirst("v"));
        return write(exchange, logo.bytes(), MediaType.parseMediaType(logo.type()), named ? FOR_LONG : FOR_SHORT);
    }

    private static Mono<Void> style(ServerWebExchange exchange, Visit visit) {
        byte[] css = branding(exchange, visit)
                .accent()
                .orElseThrow(() -> none(visit, "accent"))
                .css()
                .getBytes(StandardCharsets.UTF_8);
        return write(exchange, css, new MediaType("text", "css", StandardCharsets.UTF_8), FOR_SHORT);
    }

    private static Branding branding(ServerWebExchange exchange, Visit visit) {
        HttpMethod method = Arrival.of(exchange).method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            throw Refusal.of(Problem.METHOD_NOT_ALLOWED, "branding: " + method + " (expected: GET)");
        }
        return visit.host().branding();
    }

    private static Refusal none(Visit visit, String what) {
        return Refusal.of(Problem.UNKNOWN_ADDRESS, "branding: " + visit.host().name() + ": no " + what);
    }

    private static Mono<Void> write(ServerWebExchange exchange, byte[] content, MediaType type, CacheControl caching) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        Page.secure(headers);
        headers.setCacheControl(caching);
        headers.setContentType(type);
        headers.setContentLength(content.length);
        exchange.getResponse().setStatusCode(HttpStatus.OK);
        return exchange.getResponse()
                .writeWith(Mono.just(exchange.getResponse().bufferFactory().wrap(content)));
    }
}

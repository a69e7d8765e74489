package io.gatehouse;

import io.gatehouse.api.Api;
import io.gatehouse.assertion.AssertionKeys;
import io.gatehouse.brand.BrandFiles;
import io.gatehouse.console.ConsolePage;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.index.IndexPage;
import io.gatehouse.login.Callback;
import io.gatehouse.login.Login;
import io.gatehouse.login.choice.Choice;
import io.gatehouse.logout.BackChannelLogout;
import io.gatehouse.logout.FrontChannelLogout;
import io.gatehouse.logout.Logout;
import io.gatehouse.organization.EmailAddress;
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
import io.gatehouse.session.Session;
import io.gatehouse.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The gateway's own rows of the route table: the same rooms as everything else, another last step. */
final class OwnPages {

    private final Choice choice;
    private final Callback callback;
    private final Logout logout;
    private final BackChannelLogout backChannel;
    private final FrontChannelLogout frontChannel;
    private final Api api;
    private final IndexPage index;
    private final AssertionKeys assertionKeys;
    private final JsonMapper json = new JsonMapper();
    private final List<ConsolePage> console;
    private final byte[] style = resource("/pages/style.css");
    private final byte[] script = resource("/pages/script.js");

    OwnPages(
            Choice choice,
            Callback callback,
            Logout logout,
            BackChannelLogout backChannel,
            FrontChannelLogout frontChannel,
            List<ConsolePage> console,
            Api api,
            IndexPage index,
            AssertionKeys assertionKeys) {
        this.choice = choice;
        this.callback = callback;
        this.logout = logout;
        this.backChannel = backChannel;
        this.frontChannel = frontChannel;
        this.console = console;
        this.api = api;
        this.index = index;
        this.assertionKeys = assertionKeys;
    }

    /** With those of the settings pages, whichever there are. */
    List<Route> routes() {
        return Stream.concat(own().stream(), console.stream().flatMap(page -> page.routes().stream()))
                .toList();
    }

    private List<Route> own() {
        String organization = "/organizations/{organization}";
        List<Route> own = List.of(
                page("/.well-known/jwks.json", Place.EVERYWHERE, (exchange, visit) -> keys(exchange)),
                page(Page.STYLE_PATH, Place.EVERYWHERE, (exchange, visit) -> file(exchange, style, "css")),
                page(Page.SCRIPT_PATH, Place.EVERYWHERE, (exchange, visit) -> file(exchange, script, "javascript")),
                page(
                        organization + "/oidc/login",
                        Place.ORGANIZATION,
                        (exchange, visit) -> choice.page(exchange, visit.host(), visit.start())),
                row(
                        organization + "/oidc/choose",
                        Place.ORGANIZATION,
                        (exchange, visit) -> choice.byAddress(exchange, visit.host(), visit.start())),
                page(
                        organization + "/oidc/consume",
                        Place.ORGANIZATION,
                        (exchange, visit) -> callback.page(exchange, visit.host(), visit.start())),
                page(
                        organization + "/oidc/consume/**",
                        Place.ORGANIZATION,
                        (exchange, visit) -> callback.page(exchange, visit.host(), visit.start())),
                row(
                        organization + "/oidc/backchannel-logout",
                        Place.EVERYWHERE,
                        (exchange, visit) -> backChannel.receive(exchange, visit.host())),
                page(
                        organization + "/oidc/frontchannel-logout",
                        Place.EVERYWHERE,
                        (exchange, visit) -> frontChannel.page(exchange, visit.host())),
                row(
                        organization + "/logout",
                        Place.ORGANIZATION,
                        (exchange, visit) -> logout.page(exchange, visit.host(), visit.start())),
                page(
                        organization + "/signed-out",
                        Place.ORGANIZATION,
                        (exchange, visit) -> logout.signedOutPage(exchange, visit.host(), visit.start())),
                page(organization + "/whoami", Place.ORGANIZATION, this::whoami));
        return Stream.of(index.routes(), own, BrandFiles.routes(), api.routes())
                .flatMap(List::stream)
                .toList();
    }

    /** Read only: answers nothing but GET and HEAD. */
    private static Route page(String path, Place place, Destination.Page.Handler handler) {
        return row(path, place, (exchange, visit) -> {
            HttpMethod method = Arrival.of(exchange).method();
            if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
                throw Refusal.of(Problem.METHOD_NOT_ALLOWED, "page: " + method + " (expected: GET)");
            }
            return handler.handle(exchange, visit);
        });
    }

    /** Open to strangers, since each decides itself what a stranger sees: nothing of anybody's. */
    private static Route row(String path, Place place, Destination.Page.Handler handler) {
        return new Route(
                "." + path, RoutePath.anywhere(path), new Destination.Page(handler, place), new Access.Anyone());
    }

    private Mono<Void> whoami(ServerWebExchange exchange, Visit visit) {
        Identity identity = Session.of(exchange).map(Session::identity).orElseThrow(() -> Refusal.of(
                        Problem.SIGN_IN_NEEDED, "whoami: stranger")
                .with("login_url", signIn(exchange, visit))
                .offering(Text.of("sign-in"), signIn(exchange, visit)));
        Claims claims = identity.claims();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("organization", identity.organization().value());
        String provider = Identity.through(visit.host(), Optional.of(identity))
                .providerName()
                .provider();
        if (!provider.isEmpty()) {
            answer.put("identity_provider", provider);
        }
        answer.put("subject", claims.subject());
        answer.put("username", claims.username());
        claims.email().map(EmailAddress::value).ifPresent(email -> answer.put("email", email));
        answer.put("email_verified", claims.emailVerified());
        answer.put("groups", claims.groups());
        if (claims.groupsWithheld()) {
            answer.put("groups_missing", "too many for the token: your administrator can have fewer sent");
        }
        answer.put("roles", identity.roles());
        HttpHeaders headers = exchange.getResponse().getHeaders();
        Page.secure(headers);
        headers.setContentType(MediaType.APPLICATION_JSON);
        return write(exchange, json.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8));
    }

    private static String signIn(ServerWebExchange exchange, Visit visit) {
        return Login.address(Arrival.of(exchange).origin(), visit.host().name(), Optional.empty())
                .toString();
    }

    /** With which upstreams verify our assertions; a new key stands here for ten minutes before it signs. */
    private Mono<Void> keys(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        Page.secure(headers);
        headers.setCacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic());
        headers.setContentType(new MediaType("application", "jwk-set+json"));
        return write(exchange, assertionKeys.published().getBytes(StandardCharsets.UTF_8));
    }

    private static Mono<Void> file(ServerWebExchange exchange, byte[] content, String type) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        Page.secure(headers);
        headers.setCacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePublic());
        headers.setContentType(new MediaType("text", type, StandardCharsets.UTF_8));
        return write(exchange, content);
    }

    private static Mono<Void> write(ServerWebExchange exchange, byte[] body) {
        exchange.getResponse().setStatusCode(HttpStatus.OK);
        exchange.getResponse().getHeaders().setContentLength(body.length);
        return exchange.getResponse()
                .writeWith(Mono.just(exchange.getResponse().bufferFactory().wrap(body)));
    }

    private static byte[] resource(String path) {
        try (InputStream in = Objects.requireNonNull(OwnPages.class.getResourceAsStream(path), path)) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(path, unreadable);
        }
    }
}

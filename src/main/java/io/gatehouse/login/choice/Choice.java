package io.gatehouse.login.choice;

import io.gatehouse.login.Login;
import io.gatehouse.login.ReturnPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.NamedProvider;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.FormBody;
import io.gatehouse.request.OwnForm;
import io.gatehouse.request.PublicUrl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/**
 * Where an organization has several identity providers, asks a person at which one to sign in: by a button, or by a work e-mail
 * address. With one there is nothing to ask, and nothing of this happens.
 */
public final class Choice {

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int AT_ONCE = 256;

    /** What goes on with the person from page to page; which provider it is, each says itself. */
    private static final List<String> KEPT = List.of("return_to", "account", "afresh");

    private final Login login;
    private final LastChoice last;
    private final FormBody body = new FormBody("sign-in", LONGEST, AT_ONCE);
    private final Page page = Page.withForm("choose-sign-in");

    public Choice(Login login, PublicUrl publicUrl) {
        this.login = login;
        this.last = new LastChoice(publicUrl);
    }

    /** {@code …/oidc/login?provider=&return_to=}: starts a sign-in at that one, or asks at which. */
    public Mono<Void> page(ServerWebExchange exchange, Organization organization, String start) {
        if (!organization.hasSeveral()) {
            return login.page(exchange, organization, start);
        }
        MultiValueMap<String, String> asked = exchange.getRequest().getQueryParams();
        return organization
                .through(Optional.ofNullable(asked.getFirst("provider")).orElse(""))
                .or(organization::onlyWay)
                .map(way -> login.page(exchange, chosen(exchange, way), start))
                .orElseGet(() -> ask(exchange, organization, asked, false));
    }

    /** {@code …/oidc/choose}: the address of the form chooses, and goes to no address of ours. */
    public Mono<Void> byAddress(ServerWebExchange exchange, Organization organization, String start) {
        HttpMethod method = Arrival.of(exchange).method();
        if (!method.equals(HttpMethod.POST)) {
            throw Refusal.of(Problem.METHOD_NOT_ALLOWED, "sign-in: " + method + " (expected: POST)");
        }
        // Another site would choose for the person, and for which account: a sign-in that is not theirs (login CSRF).
        OwnForm.refuseOthers(exchange, "sign-in: " + organization.name() + ": choice");
        return body.read(exchange).flatMap(form -> byAddress(exchange, organization, form, start));
    }

    private Mono<Void> byAddress(
            ServerWebExchange exchange, Organization organization, MultiValueMap<String, String> form, String start) {
        Optional<EmailAddress> address = EmailAddress.parse(field(form, "email").strip());
        Optional<Organization> way = address.flatMap(organization.identityProviders()::chosenFor);
        if (way.isEmpty()) {
            return ask(exchange, organization, form, true);
        }
        PublicUrl here = Arrival.of(exchange).origin();
        String returnTo = ReturnPath.parse(form.getFirst("return_to"), organization, here)
                .map(ReturnPath::value)
                .orElse(start);
        Map<String, Object> extra = new HashMap<>();
        extra.put("login_hint", address.get().value()); // OpenID Connect Core 1.0 §3.1.2.1
        if (field(form, "account").equals("other")) {
            extra.put("prompt", "select_account");
        }
        return login.begin(exchange, chosen(exchange, way.get()), returnTo, start, extra);
    }

    private Organization chosen(ServerWebExchange exchange, Organization way) {
        last.keep(exchange, way.providerName());
        return way;
    }

    private Mono<Void> ask(
            ServerWebExchange exchange,
            Organization organization,
            MultiValueMap<String, String> asked,
            boolean unknownAddress) {
        MultiValueMap<String, String> kept = kept(asked);
        List<Map<String, Object>> fields = kept.entrySet().stream()
                .map(field -> Map.<String, Object>of(
                        "name", field.getKey(), "value", field.getValue().get(0)))
                .toList();
        return page.write(
                exchange,
                200,
                Map.of(
                        "organization",
                        organization.title(),
                        "choices",
                        choices(exchange, organization, kept),
                        "byAddress",
                        organization.ways().stream().anyMatch(Choice::hasAddresses),
                        "action",
                        path(organization, "choose"),
                        "fields",
                        fields,
                        "unknown",
                        unknownAddress));
    }

    /** As the file orders them, but for what was chosen last, which is first. */
    private List<Map<String, Object>> choices(
            ServerWebExchange exchange, Organization organization, MultiValueMap<String, String> kept) {
        List<Organization> ways = new ArrayList<>(organization.ways());
        Optional<Organization> before = last.find(exchange, organization);
        before.ifPresent(way -> {
            ways.remove(way);
            ways.add(0, way);
        });
        return ways.stream()
                .map(way -> Map.<String, Object>of(
                        "name",
                        named(way).title(),
                        "address",
                        UriComponentsBuilder.fromPath(path(organization, "login"))
                                .queryParam("provider", way.providerName().provider())
                                .queryParams(encoded(kept))
                                .build(true)
                                .toUriString(),
                        "last",
                        before.filter(way::equals).isPresent()))
                .toList();
    }

    private static MultiValueMap<String, String> encoded(MultiValueMap<String, String> kept) {
        MultiValueMap<String, String> encoded = new LinkedMultiValueMap<>();
        kept.forEach((name, values) -> encoded.add(name, UriUtils.encode(values.get(0), StandardCharsets.UTF_8)));
        return encoded;
    }

    private static MultiValueMap<String, String> kept(MultiValueMap<String, String> asked) {
        MultiValueMap<String, String> kept = new LinkedMultiValueMap<>();
        KEPT.forEach(name -> Optional.ofNullable(asked.getFirst(name)).ifPresent(value -> kept.add(name, value)));
        return kept;
    }

    private static boolean hasAddresses(Organization way) {
        return !named(way).emailDomains().isEmpty();
    }

    private static NamedProvider named(Organization way) {
        return way.identityProviders().chosen().orElseThrow();
    }

    private static String field(MultiValueMap<String, String> form, String name) {
        return Optional.ofNullable(form.getFirst(name)).orElse("");
    }

    private static String path(Organization organization, String page) {
        return "/organizations/" + organization.name() + "/oidc/" + page;
    }
}

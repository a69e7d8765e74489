package io.gatehouse.console;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.login.Login;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.route.Visit;
import io.gatehouse.secret.KeyedCheck;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Session;
import io.gatehouse.settings.SetupLink;
import io.gatehouse.settings.SetupLinks;
import io.gatehouse.text.Text;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Decides who may open an organization's settings and whose forms count. */
final class Entrance {

    /** The form's field with what proves that a page of ours was its source. */
    static final String PROOF = "proof";

    private final Login login;
    private final Guests guests;
    private final SetupLinks links;
    private final SecretKeys keys;
    private final KeyedCheck proofs;
    private final Audit audit;
    private final Clock clock;

    Entrance(Login login, Guests guests, SetupLinks links, SecretKeys keys, Audit audit, Clock clock) {
        this.login = login;
        this.guests = guests;
        this.links = links;
        this.keys = keys;
        this.proofs = keys.check("settings form");
        this.audit = audit;
        this.clock = clock;
    }

    /** Somebody who may be here; everybody else is refused, or sent to sign in. */
    Mono<Guest> guest(ServerWebExchange exchange, Visit visit) {
        refuseOthersThanPages(exchange);
        Organization organization = visit.host();
        return guests.find(exchange, organization).switchIfEmpty(Mono.defer(() -> noGuest(exchange, organization)));
    }

    /** Once more, as the stores say now: a sign-out or a link that is called back counts at once. Refused otherwise. */
    Mono<Void> stillHere(ServerWebExchange exchange, Guest guest, Organization organization) {
        return guests.findAgain(exchange, organization)
                .filter(now -> now.key().equals(guest.key()))
                .switchIfEmpty(Mono.error(() -> Refusal.of(
                        Problem.SETTINGS_CLOSED,
                        "settings: " + organization.name() + ": " + guest.name() + ": has left meanwhile")))
                .then();
    }

    private Mono<Guest> noGuest(ServerWebExchange exchange, Organization organization) {
        if (Session.of(exchange).isPresent()) {
            return Mono.error(Login.offerAnotherAccount(
                    Refusal.of(Problem.ROLE_MISSING, "settings: " + organization.name() + ": not an admin"),
                    Arrival.of(exchange),
                    organization));
        }
        return organization.isSetUp()
                ? login.door(Arrival.of(exchange), organization, Console.path(organization.name()))
                        .handle(exchange)
                        .then(Mono.empty())
                : Mono.error(
                        Refusal.of(Problem.SETTINGS_CLOSED, "settings: " + organization.name() + ": no set-up link"));
    }

    /** What a form must bring back: another guest's, or another organization's, is worth nothing here. */
    String proof(Guest guest, Organization organization) {
        byte[] proof = proofs.of(organization.name().value(), guest.key());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(proof);
    }

    /** Beside {@code SameSite} and the browser's own word: no form counts that was not on a page of ours for this guest. */
    void checkForm(Guest guest, Organization organization, MultiValueMap<String, String> form) {
        String proof = Optional.ofNullable(form.getFirst(PROOF)).orElse("");
        byte[] brought;
        try {
            brought = Base64.getUrlDecoder().decode(proof);
        } catch (IllegalArgumentException notBase64) {
            brought = new byte[0];
        }
        if (!proofs.holds(brought, organization.name().value(), guest.key())) {
            throw Refusal.of(Problem.CROSS_SITE, "settings: form without a proof of ours");
        }
    }

    /** Turns a link into half an hour in the settings, once. */
    Mono<Void> spend(ServerWebExchange exchange, Organization organization, String token) {
        return valid(token, organization)
                .filterWhen(links::spend)
                .switchIfEmpty(Mono.error(() -> over(organization, "used already")))
                .doOnNext(link -> begin(exchange, link))
                .then();
    }

    /** {@link Refusal} when the link is none, another organization's, too old, too new or called back. */
    Mono<SetupLink> valid(String token, Organization organization) {
        return Mono.fromCallable(() -> read(token, organization))
                .filterWhen(link -> links.stands(organization.name(), link.made()))
                .switchIfEmpty(Mono.error(() -> over(organization, "called back")));
    }

    private SetupLink read(String token, Organization organization) {
        SetupLink link = SetupLink.read(token, keys)
                .orElseThrow(() -> over(
                        organization,
                        "not sealed with this gateway’s key (expected: ./gateway setup-link with the --config and the"
                                + " environment of the gateway that runs)"));
        if (!link.organization().equals(organization.name())) {
            throw over(organization, "for " + link.organization());
        }
        if (link.made().isAfter(clock.instant().plus(SetupLink.CLOCK_SKEW))) {
            throw over(organization, "made later than now: " + link.made() + " (expected: clocks within a minute)");
        }
        if (!clock.instant().isBefore(link.until())) {
            throw over(organization, "too old: " + link.until());
        }
        return link;
    }

    Mono<Void> leave(ServerWebExchange exchange, Guest guest, Organization organization) {
        return guests.leave(exchange, organization)
                .doOnSuccess(unused -> audit.event(Happening.SETTINGS_LEFT, organization.name())
                        .with("by", guest.name())
                        .write());
    }

    private void begin(ServerWebExchange exchange, SetupLink link) {
        guests.begin(exchange, link);
        audit.event(Happening.SETUP_LINK_USED, link.organization())
                .with("link", link.id())
                .with("client", Arrival.of(exchange).client().getHostAddress())
                .write();
    }

    private static Refusal over(Organization organization, String cause) {
        return Refusal.of(Problem.SETUP_LINK_OVER, "settings: " + organization.name() + ": set-up link: " + cause)
                .offering(Text.of("settings.open"), Console.path(organization.name()));
    }

    /** No script of another organization's portal on this origin reads or drives these pages (Fetch Metadata). */
    static void refuseOthersThanPages(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String mode = headers.getFirst("Sec-Fetch-Mode");
        String destination = headers.getFirst("Sec-Fetch-Dest");
        boolean page = (mode == null || mode.equals("navigate"))
                && (destination == null || destination.equals("document"))
                && !headers.containsHeader("X-Requested-With");
        if (!page) {
            throw Refusal.of(Problem.CROSS_SITE, "settings: asked for by a script or a frame (expected: a page)");
        }
    }

    static void refuseCrossSite(ServerWebExchange exchange) {
        String here = Arrival.of(exchange).origin().toString();
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String site = headers.getFirst("Sec-Fetch-Site");
        String origin = headers.getFirst(HttpHeaders.ORIGIN);
        boolean ours = site != null ? site.equals("same-origin") : here.equals(origin);
        if (!ours || !exchange.getRequest().getMethod().equals(HttpMethod.POST)) {
            throw Refusal.of(Problem.CROSS_SITE, "settings: a form from elsewhere (expected: " + here + ")");
        }
    }
}

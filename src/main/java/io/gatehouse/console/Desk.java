package io.gatehouse.console;

import io.gatehouse.audit.Audit;
import io.gatehouse.login.Login;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Page;
import io.gatehouse.route.Visit;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.SetupLinks;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What every settings page begins with: who is here, whose forms count, and the frame around the page. */
public final class Desk {

    private final Entrance entrance;
    private final Forms forms;
    private final List<Tab> tabs;

    /** @param tabs in the order of the navigation; a page that is not among them is not shown there */
    public Desk(
            Login login,
            Guests guests,
            SetupLinks links,
            SecretKeys keys,
            AllSettings settings,
            Audit audit,
            Clock clock,
            List<Tab> tabs) {
        this.entrance = new Entrance(login, guests, links, keys, audit, clock);
        this.forms = new Forms(entrance, settings, audit);
        this.tabs = List.copyOf(tabs);
    }

    /** Somebody who may be here; everybody else is refused, or sent to sign in. */
    public Mono<Guest> guest(ServerWebExchange exchange, Visit visit) {
        return entrance.guest(exchange, visit);
    }

    /** The forms of these pages: all that changes anything goes through them. */
    public Forms forms() {
        return forms;
    }

    /**
     * What stands around a page, as entries of its model: {@code title}, {@code organization}, {@code path} (of the
     * settings), {@code here} (of the page), {@code proof} (for its forms), {@code guest}, {@code byLink} and {@code tabs},
     * which the template {@code console-nav} shows. The caller adds its own.
     */
    public Map<String, Object> frame(Guest guest, Organization organization, Tab here) {
        Map<String, Object> model = new HashMap<>();
        model.put("title", here.title() + " · " + organization.title());
        model.put("organization", organization.title());
        model.put("path", Tab.settings(organization.name()));
        model.put("here", here.of(organization.name()));
        model.put("proof", entrance.proof(guest, organization));
        model.put("guest", guest.name());
        model.put("byLink", guest instanceof Guest.ByLink);
        model.put(
                "tabs",
                tabs.stream()
                        .map(tab -> Map.of(
                                "title", tab.title(),
                                "address", tab.of(organization.name()),
                                "current", tab.equals(here)))
                        .toList());
        return model;
    }

    /** After a form: the page is asked for anew, so that nobody sends the form twice by looking again. */
    public static Mono<Void> seeOther(ServerWebExchange exchange, String path) {
        return Mono.defer(() -> {
            exchange.getResponse().setStatusCode(HttpStatus.SEE_OTHER);
            exchange.getResponse().getHeaders().setLocation(URI.create(path));
            Page.secureRedirect(exchange.getResponse().getHeaders());
            return exchange.getResponse().setComplete();
        });
    }

    Entrance entrance() {
        return entrance;
    }
}

package io.gatehouse.console.member;

import io.gatehouse.console.Desk;
import io.gatehouse.console.Forms;
import io.gatehouse.console.Guest;
import io.gatehouse.member.Directory;
import io.gatehouse.organization.Organization;
import io.gatehouse.route.Visit;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The list of members, as it is asked for, and the ways back to it after a form. */
final class MemberList {

    private static final int A_PAGE = 50;
    private static final int LONGEST_SEARCH = 320;

    private final Desk desk;
    private final Directory directory;
    private final MemberRows rows;

    MemberList(Desk desk, Directory directory, MemberRows rows) {
        this.desk = desk;
        this.directory = directory;
        this.rows = rows;
    }

    Mono<Void> show(
            ServerWebExchange exchange, int status, Guest guest, Organization organization, MemberRows.Said said) {
        String search = asked(exchange, "search");
        return directory
                .page(organization.name(), search, number(asked(exchange, "page")), A_PAGE)
                .flatMap(found -> rows.write(
                        exchange,
                        status,
                        desk.frame(guest, organization, MembersPage.TAB),
                        organization,
                        search,
                        found,
                        said));
    }

    /** With what a form has come to above it. */
    Mono<Void> after(Forms.Sent sent, int status, MemberRows.Said said) {
        return show(sent.exchange(), status, sent.guest(), sent.organization(), said);
    }

    /** Nothing was done. */
    Mono<Void> refused(Forms.Sent sent, String problem) {
        return after(sent, 422, new MemberRows.Said("", List.of(problem)));
    }

    /** The same where not even the form could be read. */
    Mono<Void> refused(ServerWebExchange exchange, Visit visit, String problem) {
        return desk.guest(exchange, visit)
                .flatMap(guest -> show(exchange, 422, guest, visit.host(), new MemberRows.Said("", List.of(problem))));
    }

    /** With the search that the form came from. */
    static Mono<Void> back(Forms.Sent sent) {
        return at(sent, sent.field("search"));
    }

    /** @param search empty for everybody */
    static Mono<Void> at(Forms.Sent sent, String search) {
        String here = MembersPage.TAB.of(sent.organization().name());
        String query = search.isEmpty() ? "" : "?search=" + URLEncoder.encode(search, StandardCharsets.UTF_8);
        return Desk.seeOther(sent.exchange(), here + query);
    }

    private static int number(String text) {
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 1;
    }

    private static String asked(ServerWebExchange exchange, String parameter) {
        return Optional.ofNullable(exchange.getRequest().getQueryParams().getFirst(parameter))
                .map(String::strip)
                .filter(text -> text.length() <= LONGEST_SEARCH)
                .orElse("");
    }
}

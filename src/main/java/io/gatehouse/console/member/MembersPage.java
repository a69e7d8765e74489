package io.gatehouse.console.member;

import io.gatehouse.console.ConsolePage;
import io.gatehouse.console.Desk;
import io.gatehouse.console.Forms;
import io.gatehouse.console.Guest;
import io.gatehouse.console.Tab;
import io.gatehouse.member.Directory;
import io.gatehouse.member.Invitations;
import io.gatehouse.member.Invitations.Result;
import io.gatehouse.member.Invitations.Wanted;
import io.gatehouse.member.Member;
import io.gatehouse.member.MemberChanges;
import io.gatehouse.member.MemberCsv;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.route.Route;
import io.gatehouse.route.Visit;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Lets an organization's admins invite people, see who is in, and change or end what they are. */
public final class MembersPage implements ConsolePage {

    public static final Tab TAB = new Tab("Members", "/members");

    private static final int A_PAGE = 50;
    private static final int LONGEST_SEARCH = 320;

    private final Desk desk;
    private final Directory directory;
    private final Invitations invitations;
    private final MemberChanges changes;
    private final MemberRows rows;

    public MembersPage(
            Desk desk, Directory directory, Invitations invitations, MemberChanges changes, MemberRows rows) {
        this.desk = desk;
        this.directory = directory;
        this.invitations = invitations;
        this.changes = changes;
        this.rows = rows;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                TAB.page(this::page),
                TAB.page("/export", this::export),
                TAB.form("/invite", this::invite),
                TAB.form("/import", this::importList),
                TAB.form("/resend", this::resend),
                TAB.form("/revoke", this::revoke),
                TAB.form("/role", this::setRole),
                TAB.form("/block", this::block),
                TAB.form("/unblock", this::unblock),
                TAB.form("/remove", this::remove));
    }

    private Mono<Void> page(ServerWebExchange exchange, Visit visit) {
        return desk.guest(exchange, visit)
                .flatMap(guest -> show(exchange, 200, guest, visit.host(), MemberRows.Said.NOTHING));
    }

    private Mono<Void> show(
            ServerWebExchange exchange, int status, Guest guest, Organization organization, MemberRows.Said said) {
        String search = asked(exchange, "search");
        return directory
                .page(organization.name(), search, number(asked(exchange, "page")), A_PAGE)
                .flatMap(found -> rows.write(
                        exchange, status, desk.frame(guest, organization, TAB), organization, search, found, said));
    }

    private Mono<Void> export(ServerWebExchange exchange, Visit visit) {
        return desk.guest(exchange, visit)
                .flatMap(guest -> directory.all(visit.host().name()))
                .flatMap(members -> file(exchange, visit.host(), MemberCsv.write(members)));
    }

    private static Mono<Void> file(ServerWebExchange exchange, Organization organization, String csv) {
        byte[] body = csv.getBytes(StandardCharsets.UTF_8);
        HttpHeaders headers = exchange.getResponse().getHeaders();
        Page.secure(headers);
        headers.setContentType(new MediaType("text", "csv", StandardCharsets.UTF_8));
        headers.set(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"members-" + organization.name() + ".csv\""); // a name has no quotes
        headers.setContentLength(body.length);
        exchange.getResponse().setStatusCode(HttpStatus.OK);
        return exchange.getResponse()
                .writeWith(Mono.just(exchange.getResponse().bufferFactory().wrap(body)));
    }

    private Mono<Void> invite(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> {
            String typed = sent.field("address").strip();
            Optional<EmailAddress> address = EmailAddress.parse(typed);
            if (address.isEmpty()) {
                return refused(sent, typed.isEmpty() ? "Type an e-mail address." : typed + " is no e-mail address.");
            }
            return invitations
                    .invite(
                            sent.organization(),
                            new Wanted(address.get(), role(sent)),
                            sent.guest().name())
                    .flatMap(result -> result == Result.INVITED
                            ? Desk.seeOther(exchange, here(sent) + "?search=" + encoded(address.get()))
                            : refused(sent, address.get() + ": " + why(result)));
        });
    }

    /** What can be read is done, and what cannot is said: whoever mends the rest may send all of it again. */
    private Mono<Void> importList(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> {
            MemberCsv.Read read =
                    MemberCsv.read(sent.field("list"), sent.organization().roles());
            return invitations
                    .inviteAll(sent.organization(), read.wanted(), sent.guest().name())
                    .collectList()
                    .flatMap(results -> show(
                            exchange,
                            read.problems().isEmpty() ? 200 : 422,
                            sent.guest(),
                            sent.organization(),
                            told(read, results)));
        });
    }

    private static MemberRows.Said told(MemberCsv.Read read, List<Result> results) {
        List<String> problems = new ArrayList<>(read.problems());
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) != Result.INVITED) {
                problems.add(read.wanted().get(i).address() + ": " + why(results.get(i)));
            }
        }
        long invited = results.stream().filter(Result.INVITED::equals).count();
        return new MemberRows.Said(
                invited + (invited == 1 ? " person was invited." : " people were invited."), problems);
    }

    private static String why(Result result) {
        return result == Result.FULL
                ? "there is no room for more members."
                : "has been invited already, or is a member. Find them below.";
    }

    private Mono<Void> resend(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> invitations
                .resend(sent.organization(), id(sent), sent.guest().name())
                .then(back(sent)));
    }

    private Mono<Void> revoke(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> invitations
                .revoke(sent.organization(), id(sent), sent.guest().name())
                .then(back(sent)));
    }

    private Mono<Void> setRole(ServerWebExchange exchange, Visit visit) {
        return desk.forms()
                .sent(exchange, visit)
                .flatMap(sent -> changed(
                        sent,
                        changes.setRole(
                                sent.organization(),
                                id(sent),
                                role(sent),
                                sent.guest().name())));
    }

    private Mono<Void> block(ServerWebExchange exchange, Visit visit) {
        return desk.forms()
                .sent(exchange, visit)
                .flatMap(sent -> changed(
                        sent,
                        changes.block(
                                sent.organization(), id(sent), sent.guest().name())));
    }

    private Mono<Void> unblock(ServerWebExchange exchange, Visit visit) {
        return desk.forms()
                .sent(exchange, visit)
                .flatMap(sent -> changed(
                        sent,
                        changes.unblock(
                                sent.organization(), id(sent), sent.guest().name())));
    }

    private Mono<Void> remove(ServerWebExchange exchange, Visit visit) {
        return desk.forms()
                .sent(exchange, visit)
                .flatMap(sent -> changed(
                        sent,
                        changes.remove(
                                sent.organization(), id(sent), sent.guest().name())));
    }

    /** Not of oneself: somebody must be left who can undo it. */
    private Mono<Void> changed(Forms.Sent sent, Mono<Member> change) {
        return directory
                .find(sent.organization().name(), id(sent))
                .filter(member -> isSender(sent, member))
                .hasElement()
                .flatMap(oneself -> oneself
                        ? refused(sent, "You cannot do this to yourself: ask another admin.")
                        : change.then(back(sent)));
    }

    private static boolean isSender(Forms.Sent sent, Member member) {
        return sent.guest() instanceof Guest.Admin admin
                && member.person()
                        .filter(admin.session().identity().claims().person()::equals)
                        .isPresent();
    }

    private Mono<Void> refused(Forms.Sent sent, String problem) {
        return show(sent.exchange(), 422, sent.guest(), sent.organization(), new MemberRows.Said("", List.of(problem)));
    }

    private static Mono<Void> back(Forms.Sent sent) {
        String search = sent.field("search");
        return Desk.seeOther(sent.exchange(), here(sent) + (search.isEmpty() ? "" : "?search=" + encoded(search)));
    }

    private static String here(Forms.Sent sent) {
        return TAB.of(sent.organization().name());
    }

    private static String id(Forms.Sent sent) {
        return sent.field("member");
    }

    /** Empty: what the groups give. A page of ours offers no other. */
    private static Optional<String> role(Forms.Sent sent) {
        Optional<String> role = Optional.of(sent.field("role")).filter(text -> !text.isEmpty());
        if (role.isPresent() && !sent.organization().roles().knows(role.get())) {
            throw Refusal.of(
                    Problem.MALFORMED_REQUEST,
                    "members: " + sent.organization().name() + ": role: no such (expected: "
                            + sent.organization().roles().roles() + ")");
        }
        return role;
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

    private static String encoded(Object text) {
        return URLEncoder.encode(text.toString(), StandardCharsets.UTF_8);
    }
}

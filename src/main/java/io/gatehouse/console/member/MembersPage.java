package io.gatehouse.console.member;

import io.gatehouse.console.ConsolePage;
import io.gatehouse.console.Desk;
import io.gatehouse.console.Tab;
import io.gatehouse.console.table.Attachment;
import io.gatehouse.member.Directory;
import io.gatehouse.member.Invitations;
import io.gatehouse.member.MemberChanges;
import io.gatehouse.member.MemberCsv;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.route.Route;
import io.gatehouse.route.Visit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Lets an organization's admins invite people, see who is in, and change or end what they are. */
public final class MembersPage implements ConsolePage {

    public static final Tab TAB = new Tab("Members", "/members");

    private static final int AT_ONCE = 250;
    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

    private final Desk desk;
    private final Directory directory;
    private final MemberList list;
    private final InvitationForms invitations;
    private final MemberForms members;

    public MembersPage(
            Desk desk, Directory directory, Invitations invitations, MemberChanges changes, MemberRows rows) {
        this.desk = desk;
        this.directory = directory;
        this.list = new MemberList(desk, directory, rows);
        this.invitations = new InvitationForms(desk.forms(), invitations, list);
        this.members = new MemberForms(desk.forms(), directory, changes, list);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                TAB.page(this::page),
                TAB.page("/export", this::export),
                TAB.form("/invite", invitations::invite),
                TAB.form("/import", invitations::importList),
                TAB.form("/resend", invitations::resend),
                TAB.form("/revoke", invitations::revoke),
                TAB.form("/role", members::setRole),
                TAB.form("/block", members::block),
                TAB.form("/unblock", members::unblock),
                TAB.form("/remove", members::remove));
    }

    private Mono<Void> page(ServerWebExchange exchange, Visit visit) {
        return desk.guest(exchange, visit)
                .flatMap(guest -> list.show(exchange, 200, guest, visit.host(), MemberRows.Said.NOTHING));
    }

    /** The next are read when these are on their way: however many there are, few are held at a time. */
    private Mono<Void> export(ServerWebExchange exchange, Visit visit) {
        OrganizationName organization = visit.host().name();
        return desk.guest(exchange, visit)
                .flatMap(guest -> Attachment.send(
                        exchange,
                        "members-" + organization + ".csv",
                        CSV,
                        directory
                                .all(organization)
                                .buffer(AT_ONCE)
                                .map(MemberCsv::rows)
                                .startWith(MemberCsv.HEADER)
                                .map(rows -> rows.getBytes(StandardCharsets.UTF_8))));
    }
}

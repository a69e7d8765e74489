package io.gatehouse.console.member;

import io.gatehouse.console.Forms;
import io.gatehouse.console.Guest;
import io.gatehouse.member.Directory;
import io.gatehouse.member.Member;
import io.gatehouse.member.MemberChanges;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.route.Visit;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The forms by which somebody who is in gets another role, is blocked, let in again, or removed. */
final class MemberForms {

    /** What is done, by whom, to the member of the form; empty when there is no such member. */
    private interface Change {
        Mono<Member> of(Forms.Sent sent, String id, String by);
    }

    private final Forms forms;
    private final Directory directory;
    private final MemberChanges changes;
    private final MemberList list;

    MemberForms(Forms forms, Directory directory, MemberChanges changes, MemberList list) {
        this.forms = forms;
        this.directory = directory;
        this.changes = changes;
        this.list = list;
    }

    Mono<Void> setRole(ServerWebExchange exchange, Visit visit) {
        return changed(exchange, visit, (sent, id, by) -> changes.setRole(sent.organization(), id, role(sent), by));
    }

    Mono<Void> block(ServerWebExchange exchange, Visit visit) {
        return changed(exchange, visit, (sent, id, by) -> changes.block(sent.organization(), id, by));
    }

    Mono<Void> unblock(ServerWebExchange exchange, Visit visit) {
        return changed(exchange, visit, (sent, id, by) -> changes.unblock(sent.organization(), id, by));
    }

    Mono<Void> remove(ServerWebExchange exchange, Visit visit) {
        return changed(exchange, visit, (sent, id, by) -> changes.remove(sent.organization(), id, by));
    }

    private Mono<Void> changed(ServerWebExchange exchange, Visit visit, Change change) {
        return forms.sent(exchange, visit).flatMap(sent -> isAboutSender(sent)
                .flatMap(oneself -> oneself
                        ? list.refused(sent, "You cannot do this to yourself: ask another admin.")
                        : change.of(sent, id(sent), sent.guest().name()).then(MemberList.back(sent))));
    }

    /** Nobody changes themselves: somebody must be left who can undo it. */
    private Mono<Boolean> isAboutSender(Forms.Sent sent) {
        return directory
                .find(sent.organization().name(), id(sent))
                .filter(member -> isSender(sent, member))
                .hasElement();
    }

    private static boolean isSender(Forms.Sent sent, Member member) {
        return sent.guest() instanceof Guest.Admin admin
                && member.person()
                        .filter(admin.session().identity().claims().person()::equals)
                        .isPresent();
    }

    static String id(Forms.Sent sent) {
        return sent.field("member");
    }

    /** Empty: what the groups give. A page of ours offers no other. */
    static Optional<String> role(Forms.Sent sent) {
        Optional<String> role = Optional.of(sent.field("role")).filter(text -> !text.isEmpty());
        if (role.isPresent() && !sent.organization().roles().knows(role.get())) {
            throw Refusal.of(
                    Problem.MALFORMED_REQUEST,
                    "members: " + sent.organization().name() + ": role: no such (expected: "
                            + sent.organization().roles().roles() + ")");
        }
        return role;
    }
}

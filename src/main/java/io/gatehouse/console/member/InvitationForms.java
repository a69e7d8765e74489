package io.gatehouse.console.member;

import io.gatehouse.console.Forms;
import io.gatehouse.member.Invitations;
import io.gatehouse.member.Invitations.Result;
import io.gatehouse.member.Invitations.Wanted;
import io.gatehouse.member.MemberCsv;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.route.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The forms by which people are invited, and invitations sent again or taken back. */
final class InvitationForms {

    private final Forms forms;
    private final Invitations invitations;
    private final MemberList list;

    InvitationForms(Forms forms, Invitations invitations, MemberList list) {
        this.forms = forms;
        this.invitations = invitations;
        this.list = list;
    }

    Mono<Void> invite(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> {
            String typed = sent.field("address").strip();
            Optional<EmailAddress> address = EmailAddress.parse(typed);
            if (address.isEmpty()) {
                return list.refused(
                        sent, typed.isEmpty() ? "Type an e-mail address." : typed + " is no e-mail address.");
            }
            return invitations
                    .invite(
                            sent.organization(),
                            new Wanted(address.get(), MemberForms.role(sent)),
                            sent.guest().name())
                    .flatMap(result -> result == Result.INVITED
                            ? MemberList.at(sent, address.get().value())
                            : list.refused(sent, address.get() + ": " + why(result)));
        });
    }

    /** What can be read is done, and what cannot is said: whoever mends the rest may send all of it again. */
    Mono<Void> importList(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> {
            MemberCsv.Read read =
                    MemberCsv.read(sent.field("list"), sent.organization().roles());
            return invitations
                    .inviteAll(sent.organization(), read.wanted(), sent.guest().name())
                    .collectList()
                    .flatMap(results -> list.after(sent, read.problems().isEmpty() ? 200 : 422, told(read, results)));
        });
    }

    Mono<Void> resend(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> invitations
                .resend(sent.organization(), MemberForms.id(sent), sent.guest().name())
                .then(MemberList.back(sent)));
    }

    Mono<Void> revoke(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> invitations
                .revoke(sent.organization(), MemberForms.id(sent), sent.guest().name())
                .then(MemberList.back(sent)));
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
}

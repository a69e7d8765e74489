package io.gatehouse.console.member;

import io.gatehouse.console.Forms;
import io.gatehouse.member.Invitations;
import io.gatehouse.member.Invitations.Result;
import io.gatehouse.member.Invitations.Wanted;
import io.gatehouse.member.MemberCsv;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.problem.Page;
import io.gatehouse.request.body.FileForm;
import io.gatehouse.route.Visit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The forms by which people are invited, and invitations sent again or taken back. */
final class InvitationForms {

    /** 5,000 people and more, with names of whatever length in columns that are not read. */
    private static final int MOST_BYTES = 1024 * 1024;

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int AT_ONCE = 8;
    private static final int MOST_PROBLEMS = 100;
    private static final String TOO_LONG = "The file has more than 1 MB: send it in parts.";

    private final FileForm uploads = new FileForm("members", MOST_BYTES, LONGEST, AT_ONCE);
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
                            new Wanted(address.get(), MemberForms.role(sent), Page.wanted(exchange)),
                            sent.guest().name())
                    .flatMap(result -> result == Result.INVITED
                            ? MemberList.at(sent, address.get().value())
                            : list.refused(sent, address.get() + ": " + why(result)));
        });
    }

    /** What can be read is done, and what cannot is said: whoever mends the rest may send all of it again. */
    Mono<Void> importList(ServerWebExchange exchange, Visit visit) {
        return forms.sentFile(exchange, visit, uploads)
                .flatMap(this::invitedAll)
                .onErrorResume(FileForm.TooLong.class, tooLong -> list.refused(exchange, visit, TOO_LONG));
    }

    private Mono<Void> invitedAll(Forms.SentFile uploaded) {
        Forms.Sent sent = uploaded.sent();
        String typed = sent.field("list");
        String file = new String(uploaded.file(), StandardCharsets.UTF_8);
        if (typed.isBlank() == file.isBlank()) {
            return list.refused(
                    sent,
                    typed.isBlank() ? "Choose a file, or type a list." : "Choose a file or type a list: not both.");
        }
        MemberCsv.Read read = MemberCsv.read(
                typed.isBlank() ? file : typed, sent.organization().roles());
        List<Wanted> wanted = read.wanted().stream()
                .map(one -> one.in(Page.wanted(sent.exchange())))
                .toList();
        return invitations
                .inviteAll(sent.organization(), wanted, sent.guest().name())
                .collectList()
                .map(results -> told(read, results))
                .flatMap(said -> list.after(sent, said.problems().isEmpty() ? 200 : 422, said));
    }

    Mono<Void> resend(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> invitations
                .resend(sent.organization(), MemberForms.id(sent), sent.guest().name(), Page.wanted(exchange))
                .then(MemberList.back(sent)));
    }

    Mono<Void> revoke(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> invitations
                .revoke(sent.organization(), MemberForms.id(sent), sent.guest().name())
                .then(MemberList.back(sent)));
    }

    private static MemberRows.Said told(MemberCsv.Read read, List<Result> results) {
        List<String> problems = new ArrayList<>(read.problems());
        List<Integer> left = IntStream.range(0, results.size())
                .filter(i -> results.get(i) != Result.INVITED)
                .boxed()
                .toList();
        left.stream()
                .limit(MOST_PROBLEMS)
                .forEach(i -> problems.add(read.wanted().get(i).address() + ": " + why(results.get(i))));
        if (left.size() > MOST_PROBLEMS) {
            problems.add("And " + (left.size() - MOST_PROBLEMS) + " more, for the same reasons.");
        }
        int invited = results.size() - left.size();
        return new MemberRows.Said(
                invited + (invited == 1 ? " person was invited." : " people were invited."), problems);
    }

    private static String why(Result result) {
        return result == Result.FULL
                ? "there is no room for more members."
                : "has been invited already, or is a member. Find them below.";
    }
}

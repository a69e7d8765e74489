package io.gatehouse.api.people;

import io.gatehouse.api.Answer;
import io.gatehouse.api.ApiPart;
import io.gatehouse.api.Body;
import io.gatehouse.api.Call;
import io.gatehouse.api.Mistake;
import io.gatehouse.api.Operation;
import io.gatehouse.api.Query;
import io.gatehouse.member.Directory;
import io.gatehouse.member.Invitations;
import io.gatehouse.member.Invitations.Result;
import io.gatehouse.member.Invitations.Wanted;
import io.gatehouse.member.Member;
import io.gatehouse.member.MemberChanges;
import io.gatehouse.member.MemberCsv;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/** Members over the API: who is in, who is invited, and what becomes of them. */
public final class MemberCalls implements ApiPart {

    private static final int AT_ONCE = 250;

    private final Directory directory;
    private final Invitations invitations;
    private final MemberChanges changes;

    public MemberCalls(Directory directory, Invitations invitations, MemberChanges changes) {
        this.directory = directory;
        this.invitations = invitations;
        this.changes = changes;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/members", this::list),
                Operation.post("/members", this::invite),
                Operation.get("/members.csv", this::export),
                Operation.post("/members/import", this::importList),
                Operation.get("/members/{id}", this::show),
                Operation.patch("/members/{id}", this::change),
                Operation.delete("/members/{id}", this::remove),
                Operation.post("/members/{id}/invitation", this::inviteAgain));
    }

    private Mono<Answer> list(Call call) {
        Query query = call.query();
        String search = query.text("search").orElse("");
        Optional<Directory.Place> behind = query.value("cursor", "what “next” said", Directory.Place::parse);
        int limit = query.limit();
        query.end();
        return directory
                .slice(call.name(), search, behind, limit)
                .map(slice -> Answer.json(Listed.of(
                        "members", slice.members().stream().map(MemberJson::of).toList(), slice.next())));
    }

    private Mono<Answer> export(Call call) {
        call.query().end();
        return directory
                .all(call.name())
                .buffer(AT_ONCE)
                .collect(() -> new StringBuilder(MemberCsv.HEADER), (csv, some) -> csv.append(MemberCsv.rows(some)))
                .map(csv -> Answer.text("text/csv", csv.toString())
                        .with(
                                HttpHeaders.CONTENT_DISPOSITION,
                                "attachment; filename=\"members-" + call.name() + ".csv\""));
    }

    private Mono<Answer> show(Call call) {
        call.query().end();
        return directory.find(call.name(), call.id()).map(MemberCalls::answer).switchIfEmpty(none(call));
    }

    private Mono<Answer> invite(Call call) {
        call.query().end();
        return Body.object(call).flatMap(sent -> {
            Wanted wanted = MemberJson.wanted(sent, call.organization().roles());
            return invitations
                    .invite(call.organization(), wanted, call.actor())
                    .doOnNext(result -> refuse(result, call, wanted.address()))
                    .then(Mono.defer(() -> directory.invited(call.name(), wanted.address())))
                    .map(member -> answer(member).created(call.address("/members/" + member.id())));
        });
    }

    private static void refuse(Result result, Call call, EmailAddress address) {
        if (result != Result.INVITED) {
            throw Refusal.of(Problem.MEMBER_THERE, "api: " + call.name() + ": invite: " + result)
                    .with("errors", Mistake.members(List.of(new Mistake("email", address + ": " + why(result)))));
        }
    }

    private static String why(Result result) {
        return result == Result.FULL ? "no room for more members" : "has been invited already, or is a member";
    }

    /** What can be read is done, and what cannot is said: whoever mends the rest may send all of it again. */
    private Mono<Answer> importList(Call call) {
        call.query().end();
        return Body.csv(call).flatMap(text -> {
            MemberCsv.Read read = MemberCsv.read(text, call.organization().roles());
            return invitations
                    .inviteAll(call.organization(), read.wanted(), call.actor())
                    .collectList()
                    .map(results -> Answer.json(told(read, results)));
        });
    }

    private static Map<String, Object> told(MemberCsv.Read read, List<Result> results) {
        List<String> problems = new ArrayList<>(read.problems());
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) != Result.INVITED) {
                problems.add(read.wanted().get(i).address() + ": " + why(results.get(i)));
            }
        }
        return Map.of("invited", results.stream().filter(Result.INVITED::equals).count(), "problems", problems);
    }

    private Mono<Answer> change(Call call) {
        call.query().end();
        return Body.object(call).flatMap(sent -> {
            MemberJson.Change wanted =
                    MemberJson.change(sent, call.organization().roles());
            return directory
                    .find(call.name(), call.id())
                    .flatMap(member -> changed(call, member, wanted))
                    .map(MemberCalls::answer)
                    .switchIfEmpty(none(call));
        });
    }

    /** The state last: whoever is to be blocked with another role is never let in with it. */
    private Mono<Member> changed(Call call, Member member, MemberJson.Change wanted) {
        return Mono.just(member)
                .flatMap(present -> wanted.role()
                        .map(role -> changes.setRole(call.organization(), call.id(), role, call.actor()))
                        .orElse(Mono.just(present)))
                .flatMap(present -> wanted.state()
                        .filter(state -> state != present.state())
                        .map(state -> in(state, call, present))
                        .orElse(Mono.just(present)));
    }

    private Mono<Member> in(Member.State state, Call call, Member present) {
        if (present.state() == Member.State.INVITED) {
            throw Mistake.refusal("state", "an invitation (expected: DELETE, to call it back)");
        }
        return state == Member.State.BLOCKED
                ? changes.block(call.organization(), call.id(), call.actor())
                : changes.unblock(call.organization(), call.id(), call.actor());
    }

    private Mono<Answer> remove(Call call) {
        call.query().end();
        return directory
                .find(call.name(), call.id())
                .flatMap(member -> member.state() == Member.State.INVITED
                        ? invitations
                                .revoke(call.organization(), call.id(), call.actor())
                                .thenReturn(member)
                        : changes.remove(call.organization(), call.id(), call.actor()))
                .map(gone -> Answer.done())
                .switchIfEmpty(none(call));
    }

    private Mono<Answer> inviteAgain(Call call) {
        call.query().end();
        return invitations
                .resend(call.organization(), call.id(), call.actor())
                .map(MemberCalls::answer)
                .switchIfEmpty(none(call));
    }

    private static Answer answer(Member member) {
        return Answer.json(MemberJson.of(member));
    }

    private static Mono<Answer> none(Call call) {
        return Mono.error(
                () -> Refusal.of(Problem.UNKNOWN_ADDRESS, "api: " + call.name() + ": members: no such, or not so"));
    }
}

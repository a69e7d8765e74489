package io.gatehouse.api.people;

import io.gatehouse.api.Answer;
import io.gatehouse.api.ApiPart;
import io.gatehouse.api.Call;
import io.gatehouse.api.Mistake;
import io.gatehouse.api.Operation;
import io.gatehouse.api.Query;
import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.identity.Claims;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.session.Revocation;
import io.gatehouse.session.Session;
import io.gatehouse.session.living.LivingSessions;
import io.gatehouse.session.living.LivingSessions.Living;
import io.gatehouse.session.living.LivingSessions.Shown;
import io.gatehouse.session.living.Positions;
import io.gatehouse.session.store.SessionIndex.Position;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sessions over the API: who is signed in, and how that ends. */
public final class SessionCalls implements ApiPart {

    private static final int A_PAGE = 200;

    private final LivingSessions sessions;
    private final Revocation revocation;
    private final Audit audit;
    private final Clock clock;

    public SessionCalls(LivingSessions sessions, Revocation revocation, Audit audit, Clock clock) {
        this.sessions = sessions;
        this.revocation = revocation;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/sessions", this::list),
                Operation.delete("/sessions", this::endSeveral),
                Operation.delete("/sessions/{id}", this::endOne));
    }

    private Mono<Answer> list(Call call) {
        Query query = call.query();
        Optional<String> person = query.text("person");
        Position from =
                query.value("cursor", "what “next” said", Positions::parse).orElse(Position.FIRST);
        int limit = query.limit();
        query.end();
        return found(call, person, from, limit)
                .map(shown -> Answer.json(Listed.of(
                        "sessions",
                        shown.sessions().stream().map(SessionCalls::json).toList(),
                        shown.next().map(Positions::write))));
    }

    private Mono<Shown> found(Call call, Optional<String> person, Position from, int limit) {
        return person.isEmpty()
                ? sessions.of(call.organization(), from, limit)
                : sessions.named(person.get(), call.organization(), from, limit);
    }

    private static Map<String, Object> json(Living living) {
        Session session = living.session();
        Claims claims = session.identity().claims();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", session.hash());
        json.put("username", claims.username());
        claims.email().map(EmailAddress::value).ifPresent(email -> json.put("email", email));
        json.put("issuer", claims.issuer());
        json.put("subject", claims.subject());
        json.put("roles", session.identity().roles());
        json.put("since", session.signedInAt().toString());
        json.put("last_used", living.lastUsed().toString());
        json.put("address", session.device().address());
        json.put("browser", session.device().browser());
        return json;
    }

    /** One of this organization's, or none. */
    private Mono<Answer> endOne(Call call) {
        call.query().end();
        return sessions.find(call.id(), call.organization())
                .delayUntil(session -> revocation.session(session.hash()))
                .doOnNext(session -> event(call, Happening.SESSION_REVOKED)
                        .with("username", session.identity().claims().username())
                        .with("subject", session.identity().claims().subject())
                        .with("since", session.signedInAt())
                        .write())
                .map(ended -> Answer.done())
                .switchIfEmpty(Mono.error(
                        () -> Refusal.of(Problem.UNKNOWN_ADDRESS, "api: " + call.name() + ": sessions: no such")));
    }

    /** All of whoever is called that, or everybody's; whoever forgets to say whose ends none. */
    private Mono<Answer> endSeveral(Call call) {
        Query query = call.query();
        Optional<String> person = query.text("person");
        Optional<Boolean> everybody =
                query.value("everybody", "true", text -> text.equals("true") ? Optional.of(true) : Optional.empty());
        query.end();
        if (person.isPresent() == everybody.isPresent()) {
            throw Mistake.refusal("person", "whose sessions are to end (expected: person=NAME or everybody=true)");
        }
        return person.isPresent() ? endOf(call, person.get()) : endAll(call);
    }

    private Mono<Answer> endAll(Call call) {
        return revocation
                .organization(call.name(), clock.instant())
                .doOnNext(count -> event(call, Happening.EVERYBODY_SIGNED_OUT)
                        .with("sessions", count)
                        .with("but", "nobody")
                        .write())
                .map(SessionCalls::ended);
    }

    /** Every person that has the name, each with all of their sessions. */
    private Mono<Answer> endOf(Call call, String name) {
        return all(call, name)
                .map(living -> living.session().identity().claims())
                .distinct(Claims::person)
                .concatMap(person -> endPerson(call, person))
                .reduce(0L, Long::sum)
                .map(SessionCalls::ended);
    }

    private Flux<Living> all(Call call, String name) {
        return sessions.named(name, call.organization(), Position.FIRST, A_PAGE)
                .expand(shown -> Mono.justOrEmpty(shown.next())
                        .flatMap(next -> sessions.named(name, call.organization(), next, A_PAGE)))
                .flatMapIterable(Shown::sessions);
    }

    private Mono<Long> endPerson(Call call, Claims person) {
        return revocation
                .everywhere(call.name(), person.person(), person.clientId(), clock.instant())
                .doOnNext(count -> event(call, Happening.PERSON_SIGNED_OUT)
                        .with("username", person.username())
                        .with("subject", person.subject())
                        .with("sessions", count)
                        .write());
    }

    private Audit.Event event(Call call, Happening happening) {
        return audit.event(happening, call.name()).with("by", call.actor());
    }

    private static Answer ended(Long count) {
        return Answer.json(Map.of("ended", count));
    }
}

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
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.provider.IdentityProvider;
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
import reactor.core.publisher.Mono;

/** Sessions over the API: who is signed in, and how that ends. */
public final class SessionCalls implements ApiPart {

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

    /** All of one person, by what does not change, or everybody's; whoever forgets to say whose ends none. */
    private Mono<Answer> endSeveral(Call call) {
        Query query = call.query();
        Optional<String> issuer = query.text("issuer");
        Optional<String> subject = query.text("subject");
        Optional<Boolean> everybody =
                query.value("everybody", "true", text -> text.equals("true") ? Optional.of(true) : Optional.empty());
        query.end();
        if (issuer.isPresent() != subject.isPresent() || issuer.isPresent() == everybody.isPresent()) {
            throw Mistake.refusal(
                    "subject",
                    "whose sessions are to end (expected: issuer and subject as GET says them, or everybody=true)");
        }
        return everybody.isPresent()
                ? endAll(call)
                : endPerson(call, new PersonId(issuer.orElseThrow(), subject.orElseThrow()));
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

    /** People rename themselves; by issuer and subject nobody else is meant. */
    private Mono<Answer> endPerson(Call call, PersonId person) {
        String clientId = call.organization()
                .throughIssuer(person.issuer())
                .identityProvider()
                .map(IdentityProvider::clientId)
                .orElse("");
        return revocation
                .everywhere(call.name(), person, clientId, clock.instant())
                .doOnNext(count -> event(call, Happening.PERSON_SIGNED_OUT)
                        .with("issuer", person.issuer())
                        .with("subject", person.subject())
                        .with("sessions", count)
                        .write())
                .map(SessionCalls::ended);
    }

    private Audit.Event event(Call call, Happening happening) {
        return audit.event(happening, call.name()).with("by", call.actor());
    }

    private static Answer ended(Long count) {
        return Answer.json(Map.of("ended", count));
    }
}

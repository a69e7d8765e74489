package io.gatehouse.upstream.open;

import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.route.Match;
import io.gatehouse.route.Snapshot;
import io.gatehouse.route.access.AccessRoom;
import io.gatehouse.route.access.Decision;
import io.gatehouse.route.access.Rule;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.token.Bearer;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Asks for what is open whether its session lives, and whether its person would be let through again; if not, it ends. Being
 * open is no use of a session, a message that the client sends is one.
 */
public final class Reviews {

    private static final long BETWEEN_USES = Duration.ofSeconds(1).toNanos();

    private final Sessions sessions;
    private final Supplier<Snapshot> snapshots;
    private final BiPredicate<Session, Organization> recheck;
    private final Duration holdOver;
    private final Clock clock;
    private final AccessRoom accessRoom = new AccessRoom();

    /**
     * @param recheck told of each session in use, which may be due; false when it counts no longer
     * @param holdOver how long, while the store does not answer, a session goes on that it has confirmed
     */
    public Reviews(
            Sessions sessions,
            Supplier<Snapshot> snapshots,
            BiPredicate<Session, Organization> recheck,
            Duration holdOver,
            Clock clock) {
        this.sessions = sessions;
        this.snapshots = snapshots;
        this.recheck = recheck;
        this.holdOver = holdOver;
        this.clock = clock;
    }

    /** What the near cache knows, no replica has removed. */
    void begin(Open open) {
        OptionalLong read = sessions.lastRead(open.session().hash());
        if (read.isPresent()) {
            open.confirmedAt = read.getAsLong();
        } else {
            review(List.of(open)).subscribe();
        }
    }

    /** What relies on a token ends with it. */
    void begin(Bearer bearer, Open open) {
        open.endIn(Duration.between(clock.instant(), bearer.expiresAt()));
    }

    /** What relies on tokens: nobody is asked, but rules and routes may be others now. */
    void reviewBearers(Collection<Open> open) {
        open.stream().filter(each -> !admitsBearer(each)).forEach(each -> each.end(Ending.ACCESS_OVER));
    }

    /** What relies on nobody: a rule may have let anybody in at its beginning, and does so no longer. */
    void reviewStrangers(Collection<Open> open) {
        open.stream().filter(each -> !admitsStranger(each)).forEach(each -> each.end(Ending.ACCESS_OVER));
    }

    /** @param open all of one session; what has no reason to go on is told to end */
    Mono<Void> review(List<Open> open) {
        if (open.isEmpty()) {
            return Mono.empty();
        }
        Session session = open.get(0).session();
        Optional<Organization> organization = organizationOf(session);
        if (organization.isEmpty()) {
            return Mono.fromRunnable(() -> judge(open, Optional.empty()));
        }
        long now = clock.millis();
        return sessions.look(session.hash(), organization.get())
                .doOnError(away -> holdOver(open, session, organization.get()))
                .onErrorComplete()
                .map(found -> found.filter(known -> recheck.test(known, organization.get())))
                .doOnNext(found -> confirm(open, found, now))
                .then();
    }

    /** To be run for each message of the client: often enough, it is a use of the session. */
    Runnable uses(Open open) {
        return open.whose.session().isEmpty()
                ? () -> {}
                : new Runnable() {

                    private long last = System.nanoTime() - BETWEEN_USES;

                    @Override
                    public void run() {
                        long now = System.nanoTime();
                        if (now - last >= BETWEEN_USES) {
                            last = now;
                            use(open).subscribe();
                        }
                    }
                };
    }

    private Mono<Void> use(Open open) {
        Session session = open.session();
        return Mono.justOrEmpty(organizationOf(session))
                .flatMap(organization -> sessions.find(
                        session.hash(), organization, open.client().eventLoop()))
                .doOnNext(found -> judge(List.of(open), found))
                .onErrorComplete() // away: the next review sees to it
                .then();
    }

    private void confirm(List<Open> open, Optional<Session> found, long now) {
        open.forEach(each -> each.confirmedAt = now);
        judge(open, found);
    }

    /** The same decision as at its beginning, by the route and the organization as they are now. */
    private void judge(List<Open> open, Optional<Session> found) {
        open.stream()
                .filter(each -> found.filter(session -> admits(each, session)).isEmpty())
                .forEach(each -> each.end(Ending.ACCESS_OVER));
    }

    private boolean admits(Open open, Session session) {
        Snapshot now = snapshots.get();
        return open.match
                .now(open.path, now)
                .filter(match -> admits(open, match, session.identity(), now))
                .isPresent();
    }

    private boolean admitsBearer(Open open) {
        Bearer bearer = open.whose.bearer().orElseThrow();
        Snapshot now = snapshots.get();
        Optional<Identity> identity =
                now.organization(bearer.identity().organization()).flatMap(bearer::seenBy);
        return open.match
                .now(open.path, now)
                .filter(match -> bearer.isFor(match.route().tokens().bearerAudiences()))
                .filter(match -> identity.filter(person -> admits(open, match, person, now))
                        .isPresent())
                .isPresent();
    }

    private boolean admitsStranger(Open open) {
        Snapshot now = snapshots.get();
        return open.match
                .now(open.path, now)
                .flatMap(
                        match -> match.organization().flatMap(name -> decide(open, match, name, Optional.empty(), now)))
                .isPresent();
    }

    private boolean admits(Open open, Match match, Identity person, Snapshot now) {
        return decide(open, match, person.organization(), Optional.of(person), now)
                .filter(through -> through.identity().isPresent())
                .isPresent();
    }

    /** Empty when it is not let through any more. */
    private Optional<Decision.LetThrough> decide(
            Open open, Match match, OrganizationName name, Optional<Identity> person, Snapshot now) {
        Rule rule = match.rule(open.path, open.method);
        return now.organization(name)
                .map(organization -> accessRoom.decide(rule, organization, now.organizations(), person))
                .filter(Decision.LetThrough.class::isInstance)
                .map(Decision.LetThrough.class::cast);
    }

    private void holdOver(List<Open> open, Session session, Organization organization) {
        long now = clock.millis();
        long end = session.signedInAt().plus(organization.sessions().maxAge()).toEpochMilli();
        open.stream()
                .filter(each -> now >= Math.min(each.confirmedAt + holdOver.toMillis(), end))
                .forEach(each -> each.end(Ending.STORE_AWAY));
    }

    private Optional<Organization> organizationOf(Session session) {
        return snapshots.get().organization(session.identity().organization());
    }
}

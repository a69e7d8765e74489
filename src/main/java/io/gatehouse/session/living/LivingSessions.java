package io.gatehouse.session.living;

import io.gatehouse.organization.Organization;
import io.gatehouse.session.Handle;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.store.SessionIndex;
import io.gatehouse.session.store.SessionIndex.Entry;
import io.gatehouse.session.store.SessionIndex.Position;
import io.gatehouse.session.store.SessionStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An organization's sessions, a page at a time, and none kept alive by being looked at. Of all sessions only those of the page
 * are opened, whatever their number.
 */
public final class LivingSessions {

    private static final int AT_ONCE = 64;

    /** Of which most may have ended by themselves: those stand in the index until their longest time is over. */
    private static final int LOOKED_AT = 1_000;

    private final Sessions sessions;
    private final SessionStore store;
    private final SessionIndex index;
    private final Clock clock;

    public LivingSessions(Sessions sessions, SessionStore store, SessionIndex index, Clock clock) {
        this.sessions = sessions;
        this.store = store;
        this.index = index;
        this.clock = clock;
    }

    /**
     * A session that counts now.
     *
     * @param lastUsed to a tenth of the idle time, since that is how often a use is written down
     */
    public record Living(Session session, Instant lastUsed) {}

    /**
     * @param next where the following page begins; empty when this is the last
     */
    public record Shown(List<Living> sessions, Optional<Position> next) {}

    /** Everybody's, who was signed in or confirmed last first; {@link io.gatehouse.problem.Refusal} 503 with the store away. */
    public Mono<Shown> of(Organization organization, Position from, int most) {
        return shown(Handle.ofOrganization(organization.name()), organization, from, most);
    }

    /** Those of people who are called that: exactly, but for case. */
    public Mono<Shown> named(String name, Organization organization, Position from, int most) {
        return shown(Handle.ofName(organization.name(), name), organization, from, most);
    }

    /** One of this organization's; empty for another's, and for one that has ended. */
    public Mono<Session> find(String hash, Organization organization) {
        return sessions.look(hash, organization).flatMap(Mono::justOrEmpty);
    }

    private Mono<Shown> shown(Handle handle, Organization organization, Position from, int most) {
        return index.latest(handle.digest(), from, LOOKED_AT)
                .onErrorMap(Sessions::storeIsAway)
                .flatMap(entries -> living(entries, organization, from, most));
    }

    private Mono<Shown> living(List<Entry> entries, Organization organization, Position from, int most) {
        return Mono.defer(() -> {
            Filling page = new Filling(from, most);
            return Flux.fromIterable(entries)
                    .flatMapSequential(entry -> looked(entry, organization), AT_ONCE, 1)
                    .doOnNext(page::add)
                    .takeUntil(unused -> page.isFull())
                    .then(Mono.fromSupplier(() -> page.shown(entries.size())));
        });
    }

    private Mono<Looked> looked(Entry entry, Organization organization) {
        return find(entry.hash(), organization)
                .flatMap(session -> lastUsed(session, organization))
                .map(living -> new Looked(entry, Optional.of(living)))
                .defaultIfEmpty(new Looked(entry, Optional.empty()));
    }

    /** What is left of its idle time tells when it began anew, without anything being written for that. */
    private Mono<Living> lastUsed(Session session, Organization organization) {
        Duration idle = organization.sessions().idleTimeout();
        return store.timeToLive(session.hash())
                .onErrorMap(Sessions::storeIsAway)
                .map(left -> clock.instant().minus(idle).plus(left))
                .map(used -> new Living(session, between(session.signedInAt(), used, clock.instant())));
    }

    /** An idle time that has been changed since would tell of times that never were. */
    private static Instant between(Instant earliest, Instant time, Instant latest) {
        return time.isBefore(earliest) ? earliest : time.isAfter(latest) ? latest : time;
    }

    private record Looked(Entry entry, Optional<Living> living) {}

    /** A page that is being filled, and where it has got to. */
    private static final class Filling {

        private final List<Living> found = new ArrayList<>();
        private final int most;
        private Position at;
        private int taken;

        Filling(Position from, int most) {
            this.at = from;
            this.most = most;
        }

        void add(Looked looked) {
            boolean same = looked.entry().until().equals(at.until());
            at = new Position(looked.entry().until(), same ? at.passed() + 1 : 1);
            taken++;
            looked.living().ifPresent(found::add);
        }

        boolean isFull() {
            return found.size() == most;
        }

        Shown shown(int entries) {
            boolean last = taken == entries && entries < LOOKED_AT;
            return new Shown(List.copyOf(found), last ? Optional.empty() : Optional.of(at));
        }
    }
}

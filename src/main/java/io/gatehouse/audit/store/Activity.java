package io.gatehouse.audit.store;

import io.gatehouse.audit.Entry;
import io.gatehouse.audit.Happening.Drawer;
import io.gatehouse.audit.store.ActivityStore.Kept;
import io.gatehouse.secret.SecretKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What happened in an organization, from the newest to the oldest, a page at a time. */
public final class Activity {

    /**
     * Some entries.
     *
     * @param next where to go on; empty at the end
     */
    public record Page(List<Entry> entries, Optional<Position> next) {}

    private record Candidate(Position position, byte[] sealed) {}

    /** So many are looked at for one page, and for so long: however rare what is wanted, a page costs no more. */
    private static final int LOOKED_AT = 5_000;

    private static final Duration LOOKED_FOR = Duration.ofMillis(60);
    private static final int AT_ONCE = 250;

    private final ActivityStore store;
    private final EntrySeal seal;
    private final Clock clock;

    public Activity(ActivityStore store, SecretKeys keys, Clock clock) {
        this.store = store;
        this.seal = new EntrySeal(keys);
        this.clock = clock;
    }

    /**
     * @param behind where the page before ended; empty for the first
     * @param most entries of the page; it may have fewer, even none, and still say where to go on
     */
    public Mono<Page> page(String organization, Filter filter, Optional<Position> behind, int most) {
        return new Search(organization, filter, most).from(behind, LOOKED_AT);
    }

    /** All pages, each read when the one before has been taken. */
    public Flux<Page> pages(String organization, Filter filter, int most) {
        return page(organization, filter, Optional.empty(), most)
                .expand(page -> page.next().isEmpty() ? Mono.empty() : page(organization, filter, page.next(), most));
    }

    /** One page in the making. */
    private final class Search {

        private final List<Entry> found = new ArrayList<>();
        private final Instant over = clock.instant().plus(LOOKED_FOR);
        private final String organization;
        private final Filter filter;
        private final int most;

        private Search(String organization, Filter filter, int most) {
            this.organization = organization;
            this.filter = filter;
            this.most = most;
        }

        private Mono<Page> from(Optional<Position> behind, int left) {
            int count = filter.chooses() ? AT_ONCE : most + 1;
            return candidates(behind, count).flatMap(candidates -> {
                int looked = take(candidates);
                if (looked == candidates.size() && looked < count) {
                    return Mono.just(new Page(found, Optional.empty()));
                }
                Optional<Position> last = Optional.of(candidates.get(looked - 1).position());
                return found.size() == most || left <= count || clock.instant().isAfter(over)
                        ? Mono.just(new Page(found, last))
                        : from(last, left - count);
            });
        }

        /** The newest of all drawers are among the newest of each. */
        private Mono<List<Candidate>> candidates(Optional<Position> behind, int count) {
            return Flux.fromIterable(filter.drawers())
                    .flatMap(drawer -> read(drawer, behind, count))
                    .sort(Comparator.comparing(Candidate::position))
                    .take(count)
                    .collectList();
        }

        private Flux<Candidate> read(Drawer drawer, Optional<Position> behind, int count) {
            StreamId newest = newest(drawer, behind);
            StreamId oldest = oldest();
            return newest.compareTo(oldest) < 0
                    ? Flux.empty()
                    : store.read(organization, drawer, newest, oldest, count)
                            .map((Kept kept) -> new Candidate(new Position(kept.id(), drawer), kept.sealed()));
        }

        private StreamId newest(Drawer drawer, Optional<Position> behind) {
            StreamId before = filter.until()
                    .map(until -> StreamId.lastBefore(Math.max(0, until.toEpochMilli())))
                    .orElse(StreamId.END);
            StreamId next = behind.map(position -> position.behind(drawer)).orElse(StreamId.END);
            return next.compareTo(before) < 0 ? next : before;
        }

        private StreamId oldest() {
            Instant kept = clock.instant().minus(ActivityStore.LONGEST);
            Instant from = filter.from().filter(kept::isBefore).orElse(kept);
            return StreamId.firstOf(Math.max(0, from.toEpochMilli()));
        }

        /** How many were looked at until the page was full. */
        private int take(List<Candidate> candidates) {
            int looked = 0;
            while (looked < candidates.size() && found.size() < most) {
                Candidate candidate = candidates.get(looked++);
                seal.open(organization, candidate.position().drawer(), candidate.sealed())
                        .filter(filter::matches)
                        .ifPresent(found::add);
            }
            return looked;
        }
    }
}

package io.gatehouse.member;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.member.Roll.Line;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * All members of an organization, to be searched and paged through. They lie sealed, so no store can search them: whoever
 * searches has them opened, once for as long as they do not change, and a bounded time of it for a page. A page without a
 * search opens its own alone. Errors are {@link Refusal}, 503 when the store is away.
 */
public final class Directory {

    /** Members of all organizations together of which the words are kept; one takes some 300 bytes. */
    private static final long MOST = 150_000;

    private static final Duration UNUSED = Duration.ofMinutes(5);

    /** However many there are, a page costs no more. */
    private static final Duration LOOKED_FOR = Duration.ofMillis(60);

    private static final int OPENED_AT_ONCE = 250;
    private static final int TAKEN_AT_ONCE = 500;

    private static final Comparator<Member> NEWEST_FIRST =
            Comparator.comparing(Member::id).reversed();

    /** @param stamp from before it began */
    private record Reading(long stamp, Mono<Roll> roll) {}

    /**
     * Some of those that were looked for.
     *
     * @param found how many there are on all pages, as far as they have been looked through
     * @param left how many have not been looked through yet: asked again, the search goes on there
     */
    public record Page(List<Member> members, int found, int number, int pages, int left) {}

    private final Cache<OrganizationName, Roll> rolls = Caffeine.newBuilder()
            .maximumWeight(MOST)
            .weigher((OrganizationName name, Roll roll) -> 1 + roll.lines().size())
            .expireAfterAccess(UNUSED)
            .executor(Runnable::run)
            .build();
    private final Map<OrganizationName, Reading> underWay = new ConcurrentHashMap<>();
    private final SealedMembers members;
    private final Clock clock;

    public Directory(SealedMembers members, Clock clock) {
        this.members = members;
        this.clock = clock;
    }

    /** Newest first; each some are read when those before have been taken. */
    public Flux<Member> all(OrganizationName organization) {
        return roll(organization)
                .flatMapMany(roll -> Flux.fromIterable(some(roll.ids(), TAKEN_AT_ONCE)))
                .concatMap(ids -> read(organization, ids).flatMapIterable(read -> read), 0);
    }

    /**
     * @param text in a name or an address, or a role or a state, in whatever case; empty for everybody
     * @param number of the page, from 1; of what is beyond the last one, the last one
     */
    public Mono<Page> page(OrganizationName organization, String text, int number, int size) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return roll(organization)
                .delayUntil(roll -> wanted.isEmpty()
                        ? Mono.empty()
                        : opened(organization, roll, clock.instant().plus(LOOKED_FOR)))
                .flatMap(roll -> wanted.isEmpty()
                        ? page(organization, roll.ids(), number, size, 0)
                        : page(
                                organization,
                                roll.found(wanted),
                                number,
                                size,
                                roll.unknown().size()));
    }

    private Mono<Page> page(OrganizationName organization, List<String> found, int number, int size, int left) {
        int pages = Math.max(1, (found.size() + size - 1) / size);
        int present = Math.min(Math.max(number, 1), pages);
        int from = (present - 1) * size;
        return read(organization, found.subList(from, Math.min(from + size, found.size())))
                .map(shown -> new Page(shown, found.size(), present, pages, left));
    }

    /**
     * Some of those that were looked for, by where the last of them stood; those come next that still stand behind it.
     *
     * @param next where to go on; empty at the end
     */
    public record Slice(List<Member> members, Optional<Place> next) {}

    /** A place in the list, which stays where it is while others come and go. */
    public record Place(String id) {

        private static final Pattern WRITTEN = Pattern.compile("[0-9a-f]{1,64}");

        /** As it stands in an address; empty for anything else. */
        public static Optional<Place> parse(String text) {
            return WRITTEN.matcher(text).matches() ? Optional.of(new Place(text)) : Optional.empty();
        }

        private boolean isBefore(String other) {
            return other.compareTo(id) < 0;
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /** Newest first, as {@link #page}, however long it takes. */
    public Mono<Slice> slice(OrganizationName organization, String text, Optional<Place> behind, int most) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return (wanted.isEmpty()
                        ? roll(organization).map(Roll::ids)
                        : whole(organization).map(roll -> roll.found(wanted)))
                .map(found -> behind.map(
                                place -> found.stream().filter(place::isBefore).toList())
                        .orElse(found))
                .flatMap(found -> slice(organization, found, most));
    }

    private Mono<Slice> slice(OrganizationName organization, List<String> found, int most) {
        List<String> shown = found.subList(0, Math.min(most, found.size()));
        Optional<Place> next = found.size() > most ? Optional.of(new Place(shown.get(most - 1))) : Optional.empty();
        return read(organization, shown).map(read -> new Slice(read, next));
    }

    /** Whoever has been invited by this address. */
    public Mono<Member> invited(OrganizationName organization, EmailAddress address) {
        return members.named(organization, StoredName.of(organization, address)).map(SealedMembers.Known::member);
    }

    /** As of now; empty when there is no such member. */
    public Mono<Member> find(OrganizationName organization, String id) {
        return members.read(organization, id).map(SealedMembers.Known::member);
    }

    /** By which somebody has been invited, or which they have now; in lower case. */
    Mono<Set<String>> addresses(OrganizationName organization) {
        return whole(organization).map(Roll::addresses);
    }

    /** However long it takes. */
    private Mono<Roll> whole(OrganizationName organization) {
        return roll(organization).delayUntil(roll -> opened(organization, roll, Instant.MAX));
    }

    private Mono<List<Member>> read(OrganizationName organization, List<String> ids) {
        return ids.isEmpty()
                ? Mono.just(List.of())
                : members.read(organization, ids)
                        .map(SealedMembers.Known::member)
                        .collectSortedList(NEWEST_FIRST);
    }

    private Mono<Roll> roll(OrganizationName organization) {
        return members.stamp(organization).flatMap(stamp -> {
            Roll kept = kept(organization);
            return kept.stamp() == stamp ? Mono.just(kept) : read(organization, stamp);
        });
    }

    private Roll kept(OrganizationName organization) {
        return Optional.ofNullable(rolls.getIfPresent(organization)).orElse(Roll.NONE);
    }

    /**
     * One reading at a time, whoever wants to know: an admin who opens the page many times at once must not fill the memory that
     * is every organization's. One that began before a change is waited for, and is none.
     */
    private Mono<Roll> read(OrganizationName organization, long stamp) {
        Reading reading = reading(organization, stamp);
        return reading.stamp() == stamp
                ? reading.roll()
                : reading.roll().onErrorComplete().then(Mono.defer(() -> reading(organization, stamp)
                        .roll()));
    }

    private Reading reading(OrganizationName organization, long stamp) {
        return underWay.computeIfAbsent(organization, unused -> new Reading(stamp, begun(organization, stamp)));
    }

    /** With the stamp from before: what changes while it is read makes another one. */
    private Mono<Roll> begun(OrganizationName organization, long stamp) {
        return members.versions(organization)
                .map(versions -> kept(organization).with(stamp, versions))
                .doOnNext(roll -> rolls.put(organization, roll))
                .doOnTerminate(() -> underWay.remove(organization)) // before those who wait go on
                .cache();
    }

    /** The newest first, so that an end that comes early leaves out the oldest. */
    private Mono<Void> opened(OrganizationName organization, Roll roll, Instant until) {
        return Flux.fromIterable(some(roll.unknown(), OPENED_AT_ONCE))
                .concatMap(lines -> opened(organization, lines), 0)
                .takeUntil(unused -> clock.instant().isAfter(until))
                .then();
    }

    private Mono<List<Member>> opened(OrganizationName organization, List<Line> lines) {
        return read(organization, lines.stream().map(Line::id).toList()).doOnNext(read -> Roll.know(lines, read));
    }

    private static <T> List<List<T>> some(List<T> all, int atOnce) {
        List<List<T>> some = new ArrayList<>();
        for (int from = 0; from < all.size(); from += atOnce) {
            some.add(all.subList(from, Math.min(from + atOnce, all.size())));
        }
        return some;
    }
}

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
    private static final Duration LOOKED_FOR = Duration.ofMillis(100);

    private static final int AT_ONCE = 250;

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
                .flatMapMany(roll -> Flux.fromIterable(some(roll.ids())))
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
     * Some of those that were looked for.
     *
     * @param next the last of them, behind whom to go on; empty at the end
     */
    public record Slice(List<Member> members, Optional<String> next) {}

    /**
     * Newest first, as {@link #page}, and whole, however long a search takes.
     *
     * @param behind whom those stand that are wanted, whether they are there still or not; empty for the beginning
     */
    public Mono<Slice> slice(OrganizationName organization, String text, Optional<String> behind, int most) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return roll(organization)
                .delayUntil(roll -> wanted.isEmpty() ? Mono.empty() : opened(organization, roll, Instant.MAX))
                .flatMap(roll -> {
                    List<String> found = (wanted.isEmpty() ? roll.ids() : roll.found(wanted))
                            .stream()
                                    .filter(id -> behind.isEmpty() || id.compareTo(behind.get()) < 0)
                                    .limit(most + 1L)
                                    .toList();
                    List<String> shown = found.subList(0, Math.min(most, found.size()));
                    Optional<String> next = found.size() > most ? Optional.of(shown.get(most - 1)) : Optional.empty();
                    return read(organization, shown).map(members -> new Slice(members, next));
                });
    }

    /** Whoever has been invited by this address and has not come yet. */
    public Mono<Member> invited(OrganizationName organization, EmailAddress address) {
        return members.named(organization, StoredName.of(organization, address)).map(SealedMembers.Known::member);
    }

    /** As of now; empty when there is no such member. */
    public Mono<Member> find(OrganizationName organization, String id) {
        return members.read(organization, id).map(SealedMembers.Known::member);
    }

    /** By which somebody has been invited, or which they have now; in lower case. */
    Mono<Set<String>> addresses(OrganizationName organization) {
        return roll(organization)
                .delayUntil(roll -> opened(organization, roll, Instant.MAX))
                .map(Roll::addresses);
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
            Roll kept = Optional.ofNullable(rolls.getIfPresent(organization)).orElse(Roll.NONE);
            return kept.stamp() == stamp ? Mono.just(kept) : called(organization, kept, stamp);
        });
    }

    /**
     * One reading at a time, whoever wants to know: each takes the memory of all lines, and an admin who opens the page many times
     * at once must not fill what is every organization's. One that began before a change is waited for, and is none.
     */
    private Mono<Roll> called(OrganizationName organization, Roll kept, long stamp) {
        Reading reading = reading(organization, kept, stamp);
        return reading.stamp() == stamp
                ? reading.roll()
                : reading.roll().onErrorComplete().then(Mono.defer(() -> reading(organization, kept, stamp)
                        .roll()));
    }

    private Reading reading(OrganizationName organization, Roll kept, long stamp) {
        return underWay.computeIfAbsent(organization, unused -> new Reading(stamp, begun(organization, kept, stamp)));
    }

    /** With the stamp from before: what changes while it is read makes another one. */
    private Mono<Roll> begun(OrganizationName organization, Roll kept, long stamp) {
        return members.versions(organization)
                .map(versions -> kept.with(stamp, versions))
                .doOnNext(roll -> rolls.put(organization, roll))
                .doOnTerminate(() -> underWay.remove(organization)) // before those who wait go on
                .cache();
    }

    /** The newest first, so that an end that comes early leaves out the oldest. */
    private Mono<Void> opened(OrganizationName organization, Roll roll, Instant until) {
        return Flux.fromIterable(some(roll.unknown()))
                .concatMap(lines -> opened(organization, lines), 0)
                .takeUntil(unused -> clock.instant().isAfter(until))
                .then();
    }

    private Mono<List<Member>> opened(OrganizationName organization, List<Line> lines) {
        return read(organization, lines.stream().map(Line::id).toList()).doOnNext(read -> Roll.know(lines, read));
    }

    private static <T> List<List<T>> some(List<T> all) {
        List<List<T>> some = new ArrayList<>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            some.add(all.subList(from, Math.min(from + AT_ONCE, all.size())));
        }
        return some;
    }
}

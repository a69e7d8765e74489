package io.gatehouse.member;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * All members of an organization, to be searched and paged through. They lie sealed, so no store can search them: they are read
 * as a whole, and kept for as long as the store says that nothing has changed. Errors are {@link Refusal}, 503 when it is away.
 */
public final class Directory {

    /** Members of all organizations together that are kept at a time; one takes some 500 bytes. */
    private static final long MOST = 150_000;

    private static final Duration UNUSED = Duration.ofMinutes(5);

    private static final Comparator<Member> NEWEST_FIRST = Comparator.comparing((Member member) -> Place.millis(member))
            .reversed()
            .thenComparing(Member::id);

    /** @param addresses of all: those that are invited, or were seen with a member's last sign-in */
    private record Listing(long stamp, List<Member> members, Set<EmailAddress> addresses) {}

    /** @param stamp from before it began */
    private record Reading(long stamp, Mono<Listing> listing) {}

    /**
     * Some of those that were looked for.
     *
     * @param found how many there are on all pages
     */
    public record Page(List<Member> members, int found, int number, int pages) {}

    private final Cache<OrganizationName, Listing> listings = Caffeine.newBuilder()
            .maximumWeight(MOST)
            .weigher((OrganizationName name, Listing listing) ->
                    1 + listing.members().size())
            .expireAfterAccess(UNUSED)
            .executor(Runnable::run)
            .build();
    private final Map<OrganizationName, Reading> underWay = new ConcurrentHashMap<>();
    private final SealedMembers members;

    public Directory(SealedMembers members) {
        this.members = members;
    }

    /** Newest first. */
    public Mono<List<Member>> all(OrganizationName organization) {
        return listing(organization).map(Listing::members);
    }

    /**
     * @param text in a name, an address or a role, in whatever case; empty for everybody
     * @param number of the page, from 1; of what is beyond the last one, the last one
     */
    public Mono<Page> page(OrganizationName organization, String text, int number, int size) {
        return all(organization).map(all -> {
            String wanted = text.toLowerCase(Locale.ROOT);
            List<Member> found = wanted.isEmpty()
                    ? all
                    : all.stream().filter(member -> isMeant(member, wanted)).toList();
            int pages = Math.max(1, (found.size() + size - 1) / size);
            int present = Math.min(Math.max(number, 1), pages);
            int from = (present - 1) * size;
            return new Page(found.subList(from, Math.min(from + size, found.size())), found.size(), present, pages);
        });
    }

    /**
     * Some of those that were looked for, by where the last of them stood; those come next that still stand behind it.
     *
     * @param next where to go on; empty at the end
     */
    public record Slice(List<Member> members, Optional<Place> next) {}

    /** A place in the list, which stays where it is while others come and go. */
    public record Place(Instant since, String id) {

        private static final Pattern WRITTEN = Pattern.compile("(\\d{1,15})-([0-9a-f]{1,64})");

        /** As it stands in an address; empty for anything else. */
        public static Optional<Place> parse(String text) {
            Matcher written = WRITTEN.matcher(text);
            return written.matches()
                    ? Optional.of(new Place(Instant.ofEpochMilli(Long.parseLong(written.group(1))), written.group(2)))
                    : Optional.empty();
        }

        private static Place of(Member member) {
            return new Place(millis(member), member.id());
        }

        private boolean isBefore(Member member) {
            int order = millis(member).compareTo(since);
            return order < 0 || order == 0 && member.id().compareTo(id) > 0;
        }

        private static Instant millis(Member member) {
            return member.since().truncatedTo(ChronoUnit.MILLIS);
        }

        @Override
        public String toString() {
            return since.toEpochMilli() + "-" + id;
        }
    }

    /** Newest first, as {@link #page}. */
    public Mono<Slice> slice(OrganizationName organization, String text, Optional<Place> behind, int most) {
        return all(organization).map(all -> {
            String wanted = text.toLowerCase(Locale.ROOT);
            List<Member> found = all.stream()
                    .filter(member -> behind.isEmpty() || behind.get().isBefore(member))
                    .filter(member -> wanted.isEmpty() || isMeant(member, wanted))
                    .limit(most + 1L)
                    .toList();
            List<Member> shown = found.subList(0, Math.min(most, found.size()));
            return new Slice(
                    shown, found.size() > most ? Optional.of(Place.of(shown.get(most - 1))) : Optional.empty());
        });
    }

    /** Whoever has been invited by this address, or has it now. */
    public Mono<Member> find(OrganizationName organization, EmailAddress address) {
        return all(organization)
                .flatMap(all -> Mono.justOrEmpty(all.stream()
                        .filter(member ->
                                member.address().filter(address::equals).isPresent())
                        .findFirst()));
    }

    /** As of now; empty when there is no such member. */
    public Mono<Member> find(OrganizationName organization, String id) {
        return members.read(organization, id).map(SealedMembers.Known::member);
    }

    /** By which somebody has been invited, or which they have now. */
    Mono<Set<EmailAddress>> addresses(OrganizationName organization) {
        return listing(organization).map(Listing::addresses);
    }

    private static boolean isMeant(Member member, String wanted) {
        return member.title().toLowerCase(Locale.ROOT).contains(wanted)
                || member.address().filter(it -> it.value().contains(wanted)).isPresent()
                || member.role().filter(wanted::equals).isPresent();
    }

    private Mono<Listing> listing(OrganizationName organization) {
        return members.stamp(organization).flatMap(stamp -> {
            Listing kept = listings.getIfPresent(organization);
            return kept != null && kept.stamp() == stamp ? Mono.just(kept) : read(organization, stamp);
        });
    }

    /**
     * One reading at a time, whoever wants to know: each takes as much memory as all members do, and an admin who opens the page
     * many times at once must not fill what is every organization's. One that began before a change is waited for, and is none.
     */
    private Mono<Listing> read(OrganizationName organization, long stamp) {
        Reading reading = reading(organization, stamp);
        return reading.stamp() == stamp
                ? reading.listing()
                : reading.listing().onErrorComplete().then(Mono.defer(() -> reading(organization, stamp)
                        .listing()));
    }

    private Reading reading(OrganizationName organization, long stamp) {
        return underWay.computeIfAbsent(organization, unused -> new Reading(stamp, begun(organization, stamp)));
    }

    /** With the stamp from before: what changes while it is read makes another one. */
    private Mono<Listing> begun(OrganizationName organization, long stamp) {
        return members.all(organization)
                .publishOn(Schedulers.parallel())
                .collectSortedList(NEWEST_FIRST)
                .map(all -> new Listing(stamp, all, addresses(all)))
                .doOnNext(listing -> listings.put(organization, listing))
                .doOnTerminate(() -> underWay.remove(organization)) // before those who wait go on
                .cache();
    }

    private static Set<EmailAddress> addresses(List<Member> members) {
        return members.stream().flatMap(member -> member.address().stream()).collect(Collectors.toUnmodifiableSet());
    }
}

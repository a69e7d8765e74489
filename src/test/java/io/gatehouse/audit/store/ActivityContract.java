package io.gatehouse.audit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.audit.Entry;
import io.gatehouse.audit.Happening;
import io.gatehouse.audit.Happening.Kind;
import io.gatehouse.fixture.Proves;
import io.gatehouse.secret.SecretKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds wherever activity is kept. */
abstract class ActivityContract {

    static final int KEEP = 100;

    final SecretKeys keys = SecretKeys.random();
    final Clock clock = Clock.systemUTC();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    abstract ActivityStore store();

    @Test
    void theNewestComesFirstFromWhicheverDrawer() {
        write("acme", Happening.SIGN_IN, "username", "alice");
        write("acme", Happening.SSO_ENFORCED, "by", "nina");
        write("acme", Happening.SIGN_IN_FAILED, "reason", "no");
        write("acme", Happening.SIGN_OUT, "username", "alice");

        assertThat(read("acme", Filter.none(), 10))
                .extracting(Entry::happening)
                .containsExactly(
                        Happening.SIGN_OUT, Happening.SIGN_IN_FAILED, Happening.SSO_ENFORCED, Happening.SIGN_IN);
    }

    @Test
    void pagesFollowEachOtherWithoutGapsAndWithoutRepeating() {
        Happening[] kinds = {Happening.SIGN_IN, Happening.SSO_PILOT, Happening.SIGN_IN_FAILED};
        List<String> written = new ArrayList<>();
        for (int number = 0; number < 60; number++) {
            written.add(0, "p" + number);
            write("acme", kinds[number % 3], "by", "p" + number);
        }

        List<String> found = new ArrayList<>();
        Optional<Position> behind = Optional.empty();
        do {
            Activity.Page page =
                    activity().page("acme", Filter.none(), behind, 7).block();
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(7);
            page.entries().forEach(entry -> found.add(entry.facts().get("by")));
            behind = page.next().map(next -> Position.parse(next.toString()).orElseThrow());
        } while (behind.isPresent());

        assertThat(found).containsExactlyElementsOf(written);
    }

    @Test
    @Proves("SEC-ACTIVITY-1")
    void aFloodOfFailuresPushesNoChangeOut() {
        write("acme", Happening.ADMIN_BOUND, "by", "nina");
        Entry failed = entry(Happening.SIGN_IN_FAILED, "reason", "made up");
        List<byte[]> flood = IntStream.range(0, 2_000)
                .mapToObj(unused -> new EntrySeal(keys).close("acme", failed))
                .toList();
        store().append("acme", Happening.Drawer.FAILURES, flood).block();

        assertThat(read("acme", only(Kind.CHANGE), 10))
                .extracting(Entry::happening)
                .containsExactly(Happening.ADMIN_BOUND);
        assertThat(read("acme", only(Kind.FAILED_SIGN_IN), 2_000)).hasSizeBetween(KEEP, KEEP + 200);
    }

    @Test
    @Proves("SEC-ACTIVITY-2")
    void oneOrganizationsActivityIsNotAnothers() {
        write("acme", Happening.SIGN_IN, "username", "alice");

        assertThat(read("globex", Filter.none(), 10)).isEmpty();
    }

    @Test
    @Proves("SEC-ACTIVITY-2")
    void whatIsWrittenForOneOrganizationOpensForNoOther() {
        byte[] acmes = new EntrySeal(keys).close("acme", entry(Happening.SSO_OFF, "by", "nina"));
        store().append("globex", Happening.Drawer.CHANGES, List.of(acmes)).block();
        store().append("acme", Happening.Drawer.FAILURES, List.of(acmes)).block();

        assertThat(read("globex", Filter.none(), 10)).isEmpty();
        assertThat(read("acme", Filter.none(), 10)).isEmpty();
    }

    @Test
    void aPersonIsFoundByAPartOfTheName() {
        write("acme", Happening.SIGN_IN, "username", "Alice@acme.com");
        write("acme", Happening.SIGN_IN, "username", "bob@acme.com");
        write("acme", Happening.SIGN_IN, "client", "alice");

        assertThat(read("acme", new Filter(Optional.empty(), " aLICE ", Optional.empty(), Optional.empty()), 10))
                .extracting(entry -> entry.facts().get("username"))
                .containsExactly("Alice@acme.com");
    }

    @Test
    void onlyTheDaysThatAreAskedForAreShown() {
        write("acme", Happening.SIGN_IN, "username", "alice");
        Instant now = clock.instant();
        Instant today = now.truncatedTo(ChronoUnit.DAYS);

        assertThat(read("acme", between(today, today.plus(Duration.ofDays(1))), 10))
                .hasSize(1);
        assertThat(read("acme", between(Instant.EPOCH, today), 10)).isEmpty();
        assertThat(read("acme", between(today.plus(Duration.ofDays(1)), Instant.parse("9999-12-31T00:00:00Z")), 10))
                .isEmpty();
    }

    @Test
    @Proves("SEC-ACTIVITY-4")
    void whatIsRareCostsAPageNoMoreThanItsBound() {
        List<byte[]> many = IntStream.range(0, 50)
                .mapToObj(unused -> new EntrySeal(keys).close("acme", entry(Happening.SIGN_IN, "username", "bob")))
                .toList();
        store().append("acme", Happening.Drawer.VISITS, many).block();

        Activity.Page page = activity()
                .page(
                        "acme",
                        new Filter(Optional.empty(), "nobody", Optional.empty(), Optional.empty()),
                        Optional.empty(),
                        10)
                .block();

        assertThat(page.entries()).isEmpty();
        assertThat(page.next()).isEmpty();
    }

    @Test
    void allIsReadPageByPage() {
        IntStream.range(0, 50).forEach(number -> write("acme", Happening.SIGN_IN, "username", "p" + number));

        assertThat(activity()
                        .pages("acme", Filter.none(), 8)
                        .flatMapIterable(Activity.Page::entries)
                        .collectList()
                        .block())
                .hasSize(50);
    }

    @Test
    void theJournalKeepsTheOrderAndLosesNothingAtAStop() {
        QueuedJournal journal = new QueuedJournal(store(), keys, meters, clock);
        IntStream.range(0, 90)
                .forEach(number -> journal.write("acme", entry(Happening.SIGN_IN, "username", "p" + number)));

        journal.close().block(Duration.ofSeconds(5));

        assertThat(read("acme", Filter.none(), 100))
                .extracting(entry -> entry.facts().get("username"))
                .startsWith("p89", "p88")
                .endsWith("p1", "p0")
                .hasSize(90);
        journal.write("acme", entry(Happening.SIGN_IN, "username", "late"));
        assertThat(meters.get("gatehouse.activity.dropped").counter().count()).isEqualTo(1);
    }

    /** In a moment of its own: of one millisecond two streams do not say which came first. */
    void write(String organization, Happening happening, String fact, String value) {
        long before = clock.millis();
        while (clock.millis() == before) {
            Thread.onSpinWait();
        }
        byte[] sealed = new EntrySeal(keys).close(organization, entry(happening, fact, value));
        store().append(organization, happening.kind().drawer(), List.of(sealed)).block();
    }

    Entry entry(Happening happening, String fact, String value) {
        return new Entry(clock.instant(), happening, Map.of(fact, value));
    }

    Activity activity() {
        return new Activity(store(), keys, clock);
    }

    List<Entry> read(String organization, Filter filter, int most) {
        return activity()
                .page(organization, filter, Optional.empty(), most)
                .block()
                .entries();
    }

    private static Filter only(Kind kind) {
        return new Filter(Optional.of(kind), "", Optional.empty(), Optional.empty());
    }

    private static Filter between(Instant from, Instant until) {
        return new Filter(Optional.empty(), "", Optional.of(from), Optional.of(until));
    }
}

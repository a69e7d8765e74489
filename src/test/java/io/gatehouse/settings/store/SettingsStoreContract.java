package io.gatehouse.settings.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.settings.store.SettingsStore.Kept;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What holds wherever settings are kept. */
abstract class SettingsStoreContract {

    static final OrganizationName ACME = new OrganizationName("acme");
    static final OrganizationName GLOBEX = new OrganizationName("globex");
    static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    static final Duration HOUR = Duration.ofHours(1);

    /** The store of one test, empty at first. */
    abstract SettingsStore store();

    /** What another replica or command sees; where there is none, the same one. */
    abstract SettingsStore other();

    @Test
    void anEmptyStoreHasNothing() {
        assertThat(store().versions().block()).isEmpty();
        assertThat(store().read(ACME).blockOptional()).isEmpty();
        assertThat(store().stamp().block()).isNotNull();
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(write(ACME, 0, "settings")).isTrue();

        assertThat(read(ACME)).isEqualTo("1 settings");
    }

    @Test
    void anyBytesAreKeptAsTheyAre() {
        byte[] every = new byte[70_000];
        IntStream.range(0, every.length).forEach(i -> every[i] = (byte) i);

        store().write(ACME, 0, every).block();

        assertThat(store().read(ACME).map(Kept::value).block()).isEqualTo(every);
    }

    @Test
    void anEmptyValueIsAValue() {
        assertThat(write(ACME, 0, "")).isTrue();

        assertThat(read(ACME)).isEqualTo("1 ");
        assertThat(store().versions().block()).containsEntry(ACME, 1L);
    }

    @Test
    void eachVersionIsOneMoreThanTheOneBefore() {
        write(ACME, 0, "one");
        write(ACME, 1, "two");

        assertThat(write(ACME, 2, "three")).isTrue();
        assertThat(read(ACME)).isEqualTo("3 three");
    }

    @Test
    void whoExpectsAnOlderVersionChangesNothing() {
        write(ACME, 0, "one");
        write(ACME, 1, "two");

        assertThat(write(ACME, 1, "late")).isFalse();
        assertThat(write(ACME, 0, "later")).isFalse();
        assertThat(read(ACME)).isEqualTo("2 two");
    }

    @Test
    void whoExpectsAVersionThatNeverWasChangesNothing() {
        assertThat(write(ACME, 7, "dreamt")).isFalse();
        assertThat(write(ACME, -1, "dreamt")).isFalse();

        assertThat(store().versions().block()).isEmpty();
    }

    @Test
    void organizationsHaveVersionsOfTheirOwn() {
        write(ACME, 0, "a");
        write(GLOBEX, 0, "g");
        write(ACME, 1, "a2");

        assertThat(store().versions().block()).isEqualTo(Map.of(ACME, 2L, GLOBEX, 1L));
        assertThat(read(GLOBEX)).isEqualTo("1 g");
    }

    @Test
    void removedSettingsAreGone() {
        write(ACME, 0, "a");
        write(GLOBEX, 0, "g");

        assertThat(store().remove(ACME, 1).block()).isTrue();
        assertThat(store().read(ACME).blockOptional()).isEmpty();
        assertThat(store().versions().block()).containsOnlyKeys(GLOBEX);
    }

    @Test
    void whoExpectsAnotherVersionRemovesNothing() {
        write(ACME, 0, "one");
        write(ACME, 1, "two");

        assertThat(store().remove(ACME, 1).block()).isFalse();
        assertThat(store().remove(ACME, 0).block()).isFalse();
        assertThat(read(ACME)).isEqualTo("2 two");
    }

    @Test
    void whereNothingIsNothingIsRemoved() {
        assertThat(store().remove(ACME, 0).block()).isFalse();
        assertThat(store().remove(ACME, 1).block()).isFalse();
    }

    @Test
    void afterARemovalVersionsBeginAgain() {
        write(ACME, 0, "old");
        store().remove(ACME, 1).block();

        assertThat(write(ACME, 0, "new")).isTrue();
        assertThat(read(ACME)).isEqualTo("1 new");
    }

    @Test
    void ofFiftyWritersAtOnceExactlyOneWins() {
        List<Boolean> won = atOnce(i -> (i % 2 == 0 ? store() : other()).write(ACME, 0, bytes("writer " + i)));

        assertThat(won).hasSize(50).containsOnlyOnce(true);
        assertThat(read(ACME)).isEqualTo("1 writer " + won.indexOf(true));
    }

    @Test
    void ofFiftyWhoTryUntilTheyWinNoChangeIsLost() {
        write(ACME, 0, "");

        Flux.range(0, 50)
                .flatMap(i -> addOne(i % 2 == 0 ? store() : other()).repeat().takeUntil(won -> won), 50)
                .blockLast();

        assertThat(read(ACME)).isEqualTo("51 " + "+".repeat(50));
    }

    @Test
    void ofFiftyWhoRemoveAtOnceExactlyOneHasDoneIt() {
        write(ACME, 0, "a");

        assertThat(atOnce(i -> store().remove(ACME, 1))).containsOnlyOnce(true);
    }

    @Test
    void nothingHappensBeforeSomebodySubscribes() {
        assertThat(store().write(ACME, 0, bytes("never"))).isNotNull();
        assertThat(store().spend("never", HOUR)).isNotNull();

        assertThat(store().versions().block()).isEmpty();
        assertThat(store().spend("never", HOUR).block()).isTrue();
    }

    @Test
    void theStampIsAnotherAfterEveryChange() {
        List<Long> stamps = Flux.concat(
                        store().stamp(),
                        store().write(ACME, 0, bytes("a")).then(store().stamp()),
                        store().write(ACME, 1, bytes("a")).then(store().stamp()),
                        store().write(GLOBEX, 0, bytes("a")).then(store().stamp()),
                        store().remove(ACME, 2).then(store().stamp()),
                        store().write(ACME, 0, bytes("a")).then(store().stamp()))
                .collectList()
                .block();

        assertThat(stamps).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void theStampStaysWhereNothingIsChanged() {
        write(ACME, 0, "a");
        Long before = store().stamp().block();

        write(ACME, 0, "refused");
        store().remove(ACME, 7).block();
        store().read(ACME).block();
        store().versions().block();
        store().spend("id", HOUR).block();

        assertThat(store().stamp().block()).isEqualTo(before);
    }

    @Test
    void anotherReplicaSeesTheChangeAndItsStamp() {
        Long before = other().stamp().block();

        write(ACME, 0, "a");

        assertThat(other().stamp().block()).isNotEqualTo(before);
        assertThat(other().stamp().block()).isEqualTo(store().stamp().block());
        assertThat(other().versions().block()).containsEntry(ACME, 1L);
        assertThat(other().read(ACME).map(SettingsStoreContract::shown).block()).isEqualTo("1 a");
    }

    @Test
    void anIdIsSpentOnce() {
        assertThat(store().spend("id", HOUR).block()).isTrue();
        assertThat(store().spend("id", HOUR).block()).isFalse();
        assertThat(other().spend("id", HOUR).block()).isFalse();
        assertThat(store().spend("another", HOUR).block()).isTrue();
    }

    @Test
    void everyReplicaKnowsWhetherAnIdIsSpent() {
        assertThat(store().isSpent("id").block()).isFalse();

        store().spend("id", HOUR).block();

        assertThat(store().isSpent("id").block()).isTrue();
        assertThat(other().isSpent("id").block()).isTrue();
        assertThat(store().isSpent("another").block()).isFalse();
    }

    @Test
    void everyReplicaKnowsUntilWhenAnOrganizationsLinksAreRevoked() {
        assertThat(store().linksRevoked(ACME).blockOptional()).isEmpty();

        store().revokeLinks(ACME, NOON).block();

        assertThat(store().linksRevoked(ACME).block()).isEqualTo(NOON);
        assertThat(other().linksRevoked(ACME).block()).isEqualTo(NOON);
        assertThat(store().linksRevoked(GLOBEX).blockOptional()).isEmpty();
    }

    @Test
    void whatWasRevokedIsNeverLessSo() {
        store().revokeLinks(ACME, NOON).block();

        other().revokeLinks(ACME, NOON.minusSeconds(60)).block();
        assertThat(store().linksRevoked(ACME).block()).isEqualTo(NOON);

        other().revokeLinks(ACME, NOON.plusSeconds(60)).block();
        assertThat(store().linksRevoked(ACME).block()).isEqualTo(NOON.plusSeconds(60));
    }

    @Test
    void ofFiftyWhoSpendAnIdAtOnceExactlyOneIsTheFirst() {
        assertThat(atOnce(i -> (i % 2 == 0 ? store() : other()).spend("raced", HOUR)))
                .hasSize(50)
                .containsOnlyOnce(true);
    }

    @Test
    void anIdIsWhateverItsTextIs() {
        String odd = "é \n{x} 1%20/../";

        assertThat(store().spend(odd, HOUR).block()).isTrue();
        assertThat(store().spend(odd, HOUR).block()).isFalse();
        assertThat(store().spend("é", HOUR).block()).isTrue();
    }

    boolean write(OrganizationName organization, long expected, String value) {
        return Boolean.TRUE.equals(
                store().write(organization, expected, bytes(value)).block());
    }

    String read(OrganizationName organization) {
        return store().read(organization)
                .map(SettingsStoreContract::shown)
                .blockOptional()
                .orElse("nothing");
    }

    static String shown(Kept kept) {
        return kept.version() + " " + new String(kept.value(), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private interface Attempt {
        Mono<Boolean> number(int i);
    }

    /** In order of the attempts, whichever was the first. */
    private static List<Boolean> atOnce(Attempt attempt) {
        return Flux.range(0, 50)
                .flatMapSequential(i -> attempt.number(i).subscribeOn(Schedulers.parallel()), 50)
                .collectList()
                .block();
    }

    static Mono<Boolean> addOne(SettingsStore store) {
        return store.read(ACME)
                .defaultIfEmpty(new Kept(0, new byte[0]))
                .flatMap(kept -> store.write(
                        ACME, kept.version(), bytes(new String(kept.value(), StandardCharsets.UTF_8) + "+")));
    }
}

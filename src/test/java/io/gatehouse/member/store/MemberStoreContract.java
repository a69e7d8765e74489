package io.gatehouse.member.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.member.store.MemberStore.Kept;
import io.gatehouse.member.store.MemberStore.Outcome;
import io.gatehouse.organization.OrganizationName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What every store of members does. */
abstract class MemberStoreContract {

    private final OrganizationName acme = new OrganizationName("acme");
    private final OrganizationName globex = new OrganizationName("globex");

    abstract MemberStore store();

    @Test
    void whatIsWrittenIsFoundByItsIdAndByItsNames() {
        assertThat(write("m1", 0, "one", "a", "b")).isEqualTo(Outcome.MADE);

        assertThat(text(store().read(acme, "m1").block())).isEqualTo("one");
        assertThat(text(store().named(acme, "a").block())).isEqualTo("one");
        assertThat(store().named(acme, "b").block().version()).isEqualTo(1);
        assertThat(store().named(acme, "c").blockOptional()).isEmpty();
    }

    @Test
    void anOrganizationsMembersAreItsOwn() {
        write("m1", 0, "one", "a");

        assertThat(store().read(globex, "m1").blockOptional()).isEmpty();
        assertThat(store().named(globex, "a").blockOptional()).isEmpty();
        assertThat(store().versions(globex).block()).isEmpty();
    }

    @Test
    void aNameIsOneMembersAtATime() {
        write("m1", 0, "one", "a");

        assertThat(write("m2", 0, "two", "b", "a")).isEqualTo(Outcome.TAKEN);
        assertThat(store().read(acme, "m2").blockOptional()).isEmpty();
        assertThat(store().named(acme, "b").blockOptional()).isEmpty();
    }

    @Test
    void aNameThatIsGivenUpIsFree() {
        write("m1", 0, "one", "a");
        write("m1", 1, "one, renamed", "b");

        assertThat(store().named(acme, "a").blockOptional()).isEmpty();
        assertThat(write("m2", 0, "two", "a")).isEqualTo(Outcome.MADE);
        assertThat(text(store().named(acme, "b").block())).isEqualTo("one, renamed");
    }

    @Test
    void whoeverComesSecondChangesNothing() {
        write("m1", 0, "one", "a");

        assertThat(write("m1", 0, "other", "x")).isEqualTo(Outcome.CHANGED);
        assertThat(write("m1", 2, "other", "x")).isEqualTo(Outcome.CHANGED);
        assertThat(store().remove(acme, "m1", 2).block()).isFalse();
        assertThat(text(store().named(acme, "a").block())).isEqualTo("one");
    }

    @Test
    void whatIsRemovedIsGoneWithItsNames() {
        write("m1", 0, "one", "a");

        assertThat(store().remove(acme, "m1", 1).block()).isTrue();
        assertThat(store().remove(acme, "m1", 1).block()).isFalse();
        assertThat(store().read(acme, "m1").blockOptional()).isEmpty();
        assertThat(write("m2", 0, "two", "a")).isEqualTo(Outcome.MADE);
    }

    @Test
    void ofManyWhoWantOneNameOneGetsIt() {
        long won = Flux.range(0, 50)
                .flatMap(number -> store().write(acme, "n" + number, 0, new byte[] {1}, Set.of("wanted")))
                .filter(outcome -> outcome == Outcome.MADE)
                .count()
                .block();

        assertThat(won).isEqualTo(1);
        assertThat(store().versions(acme).block()).hasSize(1);
    }

    @Test
    void theStampTellsOfEveryChange() {
        long before = store().stamp(acme).block();
        write("m1", 0, "one", "a");
        long written = store().stamp(acme).block();
        store().remove(acme, "m1", 1).block();

        assertThat(written).isNotEqualTo(before);
        assertThat(store().stamp(acme).block()).isNotEqualTo(written);
        assertThat(store().stamp(globex).block()).isZero();
    }

    @Test
    void allOfThemAreListedOnce() {
        Flux.range(0, 600)
                .flatMap(number -> store().write(acme, "n" + number, 0, new byte[] {1}, Set.of("name" + number)))
                .blockLast();

        assertThat(store().versions(acme).block()).hasSize(600).containsEntry("n599", 1L);
    }

    @Test
    void someAreReadAtOnceAndThoseThatAreNotThereAreLeftOut() {
        write("m1", 0, "one", "a");
        write("m2", 0, "two", "b");
        write("m2", 1, "two, changed", "b");

        assertThat(store().read(acme, List.of("m2", "gone", "m1"))
                        .map(MemberStoreContract::text)
                        .collectList()
                        .block())
                .containsExactlyInAnyOrder("one", "two, changed");
        assertThat(store().versions(acme).block()).isEqualTo(Map.of("m1", 1L, "m2", 2L));
    }

    private Outcome write(String id, long expected, String value, String... names) {
        return store().write(acme, id, expected, value.getBytes(java.nio.charset.StandardCharsets.UTF_8), Set.of(names))
                .block();
    }

    private static String text(Kept kept) {
        return new String(kept.value(), java.nio.charset.StandardCharsets.UTF_8);
    }
}

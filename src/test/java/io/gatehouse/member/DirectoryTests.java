package io.gatehouse.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.member.Directory.Page;
import io.gatehouse.member.store.MemberStore;
import io.gatehouse.member.store.MemoryMemberStore;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.SecretKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class DirectoryTests {

    private static final OrganizationName ACME = new OrganizationName("acme");

    private final TestClock clock = new TestClock();
    private final SecretKeys keys = SecretKeys.random();
    private final Counting store = new Counting();
    private final Directory directory = new Directory(new SealedMembers(store, keys), clock);

    @Test
    void aPageOpensItsOwnMembersAlone() {
        ManyMembers.fill(store, keys, ACME, 1_000);

        Page page = directory.page(ACME, "", 2, 50).block();

        assertThat(store.read).isEqualTo(50);
        assertThat(page.found()).isEqualTo(1_000);
        assertThat(page.pages()).isEqualTo(20);
        assertThat(page.members()).hasSize(50).isSortedAccordingTo((one, other) -> other.since()
                .compareTo(one.since()));
        assertThat(page.members().get(0).title()).isEqualTo("Person Number 949");
    }

    @Test
    void aSearchOpensAllOnceAndThenOnlyWhoHasChanged() {
        ManyMembers.fill(store, keys, ACME, 1_000);
        assertThat(directory.page(ACME, "PERSON42@", 1, 50).block().found()).isEqualTo(1);
        store.read = 0;

        Member member =
                directory.page(ACME, "number 77", 1, 50).block().members().get(0);
        assertThat(store.read).as("the ten that are shown").isEqualTo(10);
        new SealedMembers(store, keys)
                .change(ACME, member.id(), found -> found.withRole(Optional.of("auditor")))
                .block();
        store.read = 0;

        assertThat(directory.page(ACME, "auditor", 1, 50).block().found()).isEqualTo(1);
        assertThat(store.read).as("the one that has changed, twice").isEqualTo(2);
    }

    @Test
    void aRoleAndAStateAreFoundByTheWholeWord() {
        ManyMembers.fill(store, keys, ACME, 100);

        assertThat(directory.page(ACME, "developer", 1, 50).block().found()).isEqualTo(20);
        assertThat(directory.page(ACME, "invited", 1, 50).block().found()).isEqualTo(10);
        assertThat(directory.page(ACME, "invit", 1, 50).block().found()).isZero();
    }

    @Test
    @Proves("SEC-MEMBER-1")
    void aSearchEndsInTimeAndGoesOnWhereItEnded() {
        ManyMembers.fill(store, keys, ACME, 1_000);
        store.whileReading = () -> clock.pass(Duration.ofMillis(30));

        Page first = directory.page(ACME, "person1@", 1, 50).block();
        assertThat(first.found()).isZero();
        assertThat(first.left()).isEqualTo(250);

        Page second = directory.page(ACME, "person1@", 1, 50).block();
        assertThat(second.left()).isZero();
        assertThat(second.found()).as("the oldest but one").isEqualTo(1);
    }

    @Test
    @Proves("SEC-MEMBER-1")
    void allAreReadSomeAtATimeAndWhoCannotBeReadIsLeftOut() {
        ManyMembers.fill(store, keys, ACME, 700);
        store.write(ACME, "0", 0, new byte[40], Set.of()).block();

        assertThat(directory.all(ACME).take(10).collectList().block()).hasSize(10);
        assertThat(store.read).isLessThanOrEqualTo(500);
        assertThat(directory.all(ACME).collectList().block())
                .hasSize(700)
                .isSortedAccordingTo((one, other) -> other.since().compareTo(one.since()));
        assertThat(directory.page(ACME, "nobody", 1, 50).block().left()).isZero();
    }

    /** Counts the members that are read, and lets time pass meanwhile. */
    private static final class Counting implements MemberStore {

        private final MemberStore store = new MemoryMemberStore();
        private Runnable whileReading = () -> {};
        private int read;

        @Override
        public Mono<Long> stamp(OrganizationName organization) {
            return store.stamp(organization);
        }

        @Override
        public Mono<Kept> read(OrganizationName organization, String id) {
            return store.read(organization, id);
        }

        @Override
        public Mono<Kept> named(OrganizationName organization, String name) {
            return store.named(organization, name);
        }

        @Override
        public Flux<Kept> read(OrganizationName organization, List<String> ids) {
            read += ids.size();
            whileReading.run();
            return store.read(organization, ids);
        }

        @Override
        public Mono<Map<String, Long>> versions(OrganizationName organization) {
            return store.versions(organization);
        }

        @Override
        public Mono<Outcome> write(
                OrganizationName organization, String id, long expected, byte[] value, Set<String> names) {
            return store.write(organization, id, expected, value, names);
        }

        @Override
        public Mono<Boolean> remove(OrganizationName organization, String id, long expected) {
            return store.remove(organization, id, expected);
        }
    }
}

package io.gatehouse.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.apikey.ApiKeys.Made;
import io.gatehouse.apikey.ApiKeys.Wanted;
import io.gatehouse.audit.Audit;
import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.store.MemorySettingsStore;
import io.gatehouse.settings.store.SettingsStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

class ApiKeysTests {

    private static final OrganizationName ACME = new OrganizationName("acme");
    private static final OrganizationName GLOBEX = new OrganizationName("globex");

    private final TestClock clock = new TestClock();
    private final SettingsStore store = new MemorySettingsStore(clock);
    private final SecretKeys secretKeys = SecretKeys.random();
    private final ApiKeys keys = replica(secretKeys);
    private final ApiKeys other = replica(secretKeys);

    private ApiKeys replica(SecretKeys ring) {
        return new ApiKeys(store, ring, new Audit(clock), clock);
    }

    @Test
    void aKeyIsKnownAtEveryReplicaUntilItIsRevokedAtOne() {
        Made made = make("ci", Duration.ofDays(90));
        String text = made.text().reveal();

        assertThat(text).matches("gatehouse_[0-9a-f]{16}_[0-9a-f]{64}");
        assertThat(other.find(ACME, text).block().name()).isEqualTo("ci");

        keys.revoke(ACME, made.key().id(), "alice").block();

        assertThat(other.find(ACME, text).blockOptional()).isEmpty();
        assertThat(keys.revoke(ACME, made.key().id(), "alice").blockOptional()).isEmpty();
    }

    @Test
    @Proves("SEC-API-1")
    void aKeyEndsWithItsTime() {
        Made made = make("ci", Duration.ofDays(1));

        clock.pass(Duration.ofDays(1).minusMillis(1));
        assertThat(keys.find(ACME, made.text().reveal()).blockOptional()).isPresent();

        clock.pass(Duration.ofMillis(1));
        assertThat(keys.find(ACME, made.text().reveal()).blockOptional()).isEmpty();
        assertThat(keys.all(ACME).block()).hasSize(1);
    }

    @Test
    @Proves("SEC-API-1")
    void aKeyOfOneOrganizationIsNoneOfAnothersEvenUnderItsName() {
        String text = make("ci", Duration.ofDays(1)).text().reveal();
        byte[] sealed = store.read(ACME).block().value();
        store.write(GLOBEX, 0, sealed).block();

        assertThatThrownBy(() -> keys.find(GLOBEX, text).block())
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.problem()).isEqualTo(Problem.STORE_AWAY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gatehouse_", "x", "gatehouse_0000000000000000_", "gatehouse_%s_%s"})
    @Proves("SEC-API-1")
    void whatIsNoKeyIsNobodys(String text) {
        Made made = make("ci", Duration.ofDays(1));

        String guessed = text.formatted(made.key().id(), "0".repeat(64));

        assertThat(keys.find(ACME, guessed).blockOptional()).isEmpty();
        assertThat(keys.find(ACME, made.text().reveal() + "0").blockOptional()).isEmpty();
        assertThat(keys.find(ACME, made.text().reveal().toUpperCase(Locale.ROOT))
                        .blockOptional())
                .isEmpty();
    }

    @Test
    @Proves("SEC-API-1")
    void theKeyItselfIsKeptNowhere() {
        Made made = make("ci", Duration.ofDays(1));
        String random = made.text().reveal().substring(27);

        assertThat(made.key().toString()).doesNotContain(random);
        assertThat(made.toString()).doesNotContain(random);
        byte[] plain = secretKeys
                .sealer("api keys")
                .open(store.read(ACME).block().value(), "acme")
                .orElseThrow();
        assertThat(new String(plain, StandardCharsets.UTF_8)).contains("\"ci\"").doesNotContain(random);
    }

    @Test
    void withAnotherKeyOfTheGatewayNobodyIsLetIn() {
        String text = make("ci", Duration.ofDays(1)).text().reveal();

        assertThatThrownBy(() -> replica(SecretKeys.random()).find(ACME, text).block())
                .isInstanceOf(Refusal.class);
    }

    @Test
    void thereAreTwentyAtMostAndThoseThatAreLongOverMakeRoom() {
        for (int i = 0; i < ApiKeys.MOST; i++) {
            make("key " + i, Duration.ofDays(1));
        }
        assertThatThrownBy(() -> make("one more", Duration.ofDays(1)))
                .hasMessageContaining("20 keys are there already (expected:");

        clock.pass(Duration.ofDays(32));

        make("one more", Duration.ofDays(1));
        assertThat(keys.all(ACME).block()).hasSize(1);
    }

    @Test
    void noneOfManyThatAreMadeAtOnceIsLost() {
        Flux.range(0, 5)
                .flatMap(i -> keys.make(
                        ACME, new Wanted("key " + i, Scope.READ, Duration.ofDays(1)), "alice", Optional.empty()))
                .blockLast();

        assertThat(keys.all(ACME).block()).hasSize(5);
    }

    @Test
    void theLastUseIsNotedToAnHour() {
        String text = make("ci", Duration.ofDays(1)).text().reveal();
        assertThat(keys.all(ACME).block().get(0).lastUse()).isEmpty();

        keys.find(ACME, text).block();
        long version = store.read(ACME).block().version();
        keys.find(ACME, text).block();

        assertThat(keys.all(ACME).block().get(0).lastUse()).contains(clock.instant());
        assertThat(store.read(ACME).block().version()).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-x", "a\nb", "a\"b", "a=b", "a\u202eb", "<a>"})
    @Proves("SEC-API-4")
    void aNameIsALineOfWords(String name) {
        assertThatThrownBy(() -> new Wanted(name, Scope.READ, Duration.ofDays(1)))
                .hasMessageStartingWith("name: not a name (expected: ");
    }

    @Test
    void noKeyLastsLongerThanAYear() {
        assertThatThrownBy(() -> new Wanted("ci", Scope.READ, Duration.ofDays(366)))
                .hasMessage("valid: 366 days (expected: at most 365)");
        assertThatThrownBy(() -> new Wanted("ci", Scope.READ, Duration.ZERO)).hasMessageStartingWith("valid: ");
    }

    private Made make(String name, Duration valid) {
        return keys.make(ACME, new Wanted(name, Scope.WRITE, valid), "alice", Optional.empty())
                .block();
    }
}

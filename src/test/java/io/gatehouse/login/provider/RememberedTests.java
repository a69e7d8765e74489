package io.gatehouse.login.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestClock;
import io.gatehouse.login.provider.Remembered.Freshness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class RememberedTests {

    private static final Duration DUE = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final TestClock clock = new TestClock();
    private final List<Sinks.One<String>> fetches = new ArrayList<>();
    private final Remembered<String> remembered = new Remembered<>(last -> fetch(), new Freshness(DUE, LONGEST), clock);

    @Test
    void howeverManyAskOneFetchAnswersThem() {
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            remembered.value().subscribe(heard::add);
        }
        answer("one");

        assertThat(fetches).hasSize(1);
        assertThat(heard).hasSize(100).containsOnly("one");
        assertThat(remembered.value().block()).isEqualTo("one");
    }

    @Test
    void nobodyWaitsForARenewalThatIsMerelyDue() {
        know("one");
        clock.pass(DUE);

        assertThat(remembered.value().block()).isEqualTo("one");
        assertThat(remembered.value().block()).isEqualTo("one");
        assertThat(fetches).hasSize(2);

        answer("two");
        assertThat(remembered.value().block()).isEqualTo("two");
        assertThat(fetches).hasSize(2);
    }

    @Test
    void whatWasKnownServesWhileTheProviderFailsAndIsNotBelievedForEver() {
        know("one");
        clock.pass(DUE);
        assertThat(remembered.value().block()).isEqualTo("one");
        fail("away");

        assertThat(remembered.value().block()).isEqualTo("one");
        assertThat(fetches).as("no hammering").hasSize(2);

        clock.pass(Remembered.BETWEEN);
        assertThat(remembered.value().block()).isEqualTo("one");
        assertThat(fetches).hasSize(3);
        fail("away");

        clock.pass(LONGEST.minus(DUE).minus(Remembered.BETWEEN));
        List<Throwable> errors = new ArrayList<>();
        remembered.value().subscribe(value -> {}, errors::add);
        fail("still away");
        assertThat(errors).singleElement().satisfies(error -> assertThat(error).hasMessage("still away"));
    }

    @Test
    void aFailureIsTheAnswerOfWhoeverAsksAtOnceAndNotMuchLater() {
        List<String> heard = new ArrayList<>();
        remembered.value().subscribe(heard::add, error -> heard.add(error.getMessage()));
        fail("away");
        remembered.value().subscribe(heard::add, error -> heard.add(error.getMessage()));
        assertThat(heard).containsExactly("away", "away");
        assertThat(fetches).hasSize(1);

        clock.pass(Duration.ofSeconds(2));
        remembered.value().subscribe(heard::add);
        answer("back");
        assertThat(heard).endsWith("back");
    }

    @Test
    void whoHasTriedInVainIsAskedForOnceInAnInterval() {
        know("one");
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            remembered.otherThan("one").subscribe(heard::add);
        }
        assertThat(fetches).hasSize(2);
        answer("one");
        for (int i = 0; i < 1000; i++) {
            remembered.otherThan("one").subscribe(heard::add);
        }
        assertThat(fetches).hasSize(2);
        assertThat(heard).isEmpty();

        clock.pass(Remembered.BETWEEN);
        remembered.otherThan("one").subscribe(heard::add);
        assertThat(fetches).hasSize(3);
    }

    @Test
    void whatIsNewIsThereForEverybodyAndAskingForItCostNothing() {
        know("one");
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            remembered.otherThan("one").subscribe(heard::add);
        }
        answer("two");
        assertThat(heard).hasSize(100).containsOnly("two");

        remembered.otherThan("one").subscribe(heard::add);
        assertThat(heard).hasSize(101);
        assertThat(fetches).hasSize(2);

        remembered.otherThan("two").subscribe(heard::add);
        answer("three");
        assertThat(heard).endsWith("three");
    }

    @Test
    void aFetchThatBeganBeforeIsNotTheLastWord() {
        know("one");
        clock.pass(DUE);
        assertThat(remembered.value().block()).isEqualTo("one");
        List<String> heard = new ArrayList<>();
        remembered.otherThan("one").subscribe(heard::add);
        answer("one"); // was under way before

        assertThat(fetches).hasSize(3);
        answer("two");
        assertThat(heard).containsExactly("two");
    }

    private void know(String value) {
        remembered.value().subscribe();
        answer(value);
    }

    private void answer(String value) {
        fetches.get(fetches.size() - 1).tryEmitValue(value).orThrow();
    }

    private void fail(String why) {
        fetches.get(fetches.size() - 1)
                .tryEmitError(new IllegalStateException(why))
                .orThrow();
    }

    private Mono<String> fetch() {
        return Mono.defer(() -> {
            Sinks.One<String> sink = Sinks.one();
            fetches.add(sink);
            return sink.asMono();
        });
    }
}

package io.gatehouse.login.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Of one organization's signatures only one is with the threads that all share; another's is never behind them all. */
class OneAtATimeTests {

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final OneAtATime acme = new OneAtATime(threads::add);
    private final OneAtATime globex = new OneAtATime(threads::add);

    @Test
    void anotherOrganizationsTurnComesAfterOneAndNotAfterAll() {
        for (int i = 0; i < 100; i++) {
            acme.execute(() -> done.add("acme"));
        }
        globex.execute(() -> done.add("globex"));
        assertThat(threads).hasSize(2);

        runAll();
        assertThat(done.subList(0, 3)).containsExactly("acme", "globex", "acme");
        assertThat(done).hasSize(101);
    }

    @Test
    void workThatFailsIsFollowedByTheNext() {
        acme.execute(() -> {
            throw new IllegalStateException("broken");
        });
        acme.execute(() -> done.add("next"));

        assertThatThrownBy(Objects.requireNonNull(threads.poll())::run).hasMessage("broken");
        runAll();
        assertThat(done).containsExactly("next");
    }

    @Test
    void noMoreThanSomeWait() {
        for (int i = 0; i <= OneAtATime.MOST; i++) {
            acme.execute(() -> done.add("acme"));
        }
        assertThatThrownBy(() -> acme.execute(() -> done.add("one more")))
                .isInstanceOf(RejectedExecutionException.class);
        runAll();
        acme.execute(() -> done.add("later"));
        runAll();
        assertThat(done).endsWith("later").doesNotContain("one more");
    }

    private void runAll() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }
}

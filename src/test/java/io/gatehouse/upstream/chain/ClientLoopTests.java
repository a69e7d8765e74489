package io.gatehouse.upstream.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.publisher.TestPublisher;

class ClientLoopTests {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> givenBack = new ArrayList<>();

    @Test
    void aPartThatWaitsWhenItsClientLeavesIsGivenBack() {
        TestPublisher<String> body = TestPublisher.create();
        BaseSubscriber<String> client = new BaseSubscriber<>() {};
        body.flux()
                .publishOn(new ClientLoop(tasks::add), 16)
                .doOnDiscard(String.class, givenBack::add)
                .subscribe(client);
        tasks.forEach(Runnable::run);
        tasks.clear();

        body.next("part");
        client.cancel();
        tasks.forEach(Runnable::run);

        assertThat(givenBack).containsExactly("part");
    }
}

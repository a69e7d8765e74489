package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.journey.MisbehavingUpstream.Visit;
import io.gatehouse.journey.RawClient.Answer;
import io.gatehouse.journey.TwoWays.OnBothWays;
import io.gatehouse.journey.TwoWays.Way;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies pass as they come, in both directions, and whoever leaves ends the whole way. */
@Tag("once")
class StreamJourney {

    @TempDir
    static Path config;

    static TwoWays ways;

    @BeforeAll
    static void start() {
        ways = TwoWays.start(config);
    }

    @AfterAll
    static void stop() {
        ways.close();
    }

    @BeforeEach
    void settle() {
        ways.settle();
    }

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String STREAM =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** Far above what sockets and the gateway may keep, far below what would be a leak. */
    private static final long SOME = 24 << 20;

    @OnBothWays
    void everyEventArrivesBeforeTheNextIsSent(Way way) {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        ways.upstream.plays(visit -> {
            visit.readBody().say(STREAM);
            for (String event = take(events); !event.equals("end"); event = take(events)) {
                visit.say("3\r\n" + event + "\r\n");
            }
            visit.say("0\r\n\r\n");
        });

        try (RawClient client = ways.client().send(ways.request("GET", way, "Accept: text/event-stream"))) {
            for (String event : List.of("one", "two", "six")) {
                events.add(event);
                if (event.equals("one")) {
                    assertThat(client.head()).startsWith("HTTP/1.1 200");
                }
                assertThat(client.read(8)).isEqualTo("3\r\n" + event + "\r\n");
            }
            events.add("end");
            assertThat(client.read(5)).isEqualTo("0\r\n\r\n");
        }
    }

    /** Spring holds the head back until there is a body, so this is the forwarder's only. */
    @Test
    void theHeadOfAStreamArrivesBeforeItsFirstByte() {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        ways.upstream.plays(visit -> {
            visit.readBody().say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            visit.say(take(events).repeat(50_000));
        });

        try (RawClient client = ways.client().send(ways.request("GET", Way.FORWARDER))) {
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            events.add("go");
            assertThat(client.read(100_000)).isEqualTo("go".repeat(50_000));
        }
    }

    @OnBothWays
    void aClientThatLeavesWhileItWaitsEndsTheUpstreamsConnection(Way way) {
        ways.upstream.plays(visit -> visit.readBody().awaitEnd());

        for (boolean politely : new boolean[] {true, false}) {
            try (RawClient client = ways.client().send(ways.request("GET", way))) {
                await().until(() -> !ways.upstream.visits().isEmpty());
                leave(client, politely);
                await().until(() -> ways.upstream.last().isOver());
                ways.upstream.forget();
            }
        }
    }

    @OnBothWays
    void aClientThatLeavesDuringAStreamEndsTheUpstreamsConnection(Way way) {
        ways.upstream.plays(visit -> {
            visit.readBody().say(STREAM + "3\r\none\r\n");
            visit.awaitEnd();
        });

        for (boolean politely : new boolean[] {true, false}) {
            try (RawClient client = ways.client().send(ways.request("GET", way))) {
                client.head();
                assertThat(client.read(8)).isEqualTo("3\r\none\r\n");
                leave(client, politely);
                await().until(() -> ways.upstream.last().isOver());
                ways.upstream.forget();
            }
        }
    }

    @OnBothWays
    void aClientThatLeavesDuringADownloadEndsTheUpstreamsConnection(Way way) {
        AtomicLong written = new AtomicLong();
        ways.upstream.plays(visit -> endless(visit, written));

        try (RawClient client = ways.client().send(ways.request("GET", way))) {
            client.head();
            client.read(100_000);
            client.abort();
        }

        await().until(() -> ways.upstream.last().isOver());
    }

    @OnBothWays
    void aClientThatLeavesDuringAnUploadLeavesHalfARequest(Way way) {
        for (String framing : List.of("Content-Length: 1000000", "Transfer-Encoding: chunked")) {
            for (boolean politely : new boolean[] {true, false}) {
                ways.upstream.plays(visit -> visit.readBody().say(OK));
                String part = framing.startsWith("C") ? Bodies.text(10_000) : "2710\r\n" + Bodies.text(10_000) + "\r\n";
                try (RawClient client = ways.client().send(ways.request("POST", way, framing) + part)) {
                    await().until(() -> !ways.upstream.visits().isEmpty()
                            && ways.upstream.last().body().length == 10_000);
                    leave(client, politely);
                    await().until(() -> ways.upstream.last().isOver());
                    assertThat(ways.upstream.last().framedBody()).doesNotEndWith("0\r\n\r\n");
                    assertThat(ways.upstream.last().body()).hasSize(10_000);
                    ways.upstream.forget();
                }
            }
        }
    }

    @OnBothWays
    void aClientThatDoesNotReadHoldsTheUpstreamBack(Way way) {
        AtomicLong written = new AtomicLong();
        ways.upstream.plays(visit -> endless(visit, written));

        try (RawClient client =
                RawClient.to(ways.world.gateway.port(), 64 * 1024).send(ways.request("GET", way))) {
            awaitStandstill(written);
            assertThat(written.get()).isLessThan(SOME);
            long before = written.get();
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            client.read((int) SOME);
            await().until(() -> written.get() > before); // and reading goes on when the client does
            client.abort();
        }
        await().until(() -> ways.upstream.last().isOver());
    }

    @OnBothWays
    void anUpstreamThatDoesNotReadHoldsTheClientBack(Way way) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        ways.upstream.plays(visit -> {
            await().atMost(Duration.ofSeconds(20)).until(() -> end.getCount() == 0);
            visit.reset();
        });
        AtomicLong written = new AtomicLong();
        RawClient client = ways.client().send(ways.request("POST", way, "Content-Length: 2000000000"));
        Thread upload = new Thread(() -> {
            byte[] part = Bodies.bytes(1 << 16);
            try {
                while (true) {
                    client.send(part);
                    written.addAndGet(part.length);
                }
            } catch (UncheckedIOException over) {
                // The test is.
            }
        });
        upload.start();
        try {
            awaitStandstill(written);
            assertThat(written.get()).isLessThan(SOME);
        } finally {
            client.abort();
            end.countDown();
            upload.join(5_000);
        }
    }

    @OnBothWays
    void anEarlyAnswerReachesAClientThatStillUploads(Way way) {
        ways.upstream.plays(visit -> {
            visit.read(10_000);
            visit.say("HTTP/1.1 413 Content Too Large\r\nContent-Length: 9\r\nConnection: close\r\n\r\ntoo large");
            visit.awaitEnd();
        });

        try (RawClient client =
                ways.client().send(ways.request("POST", way, "Content-Length: 1000000") + Bodies.text(10_000))) {
            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).isEqualTo("too large");
        }
        await().until(() -> ways.upstream.last().isOver());
    }

    @OnBothWays
    void whatFollowsAnEarlyAnswerIsNotTakenForTheNextRequest(Way way) {
        ways.upstream.plays(visit -> {
            visit.say("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
            visit.awaitEnd();
        });
        String smuggled = ways.request("GET", way, "X-Smuggled: 1");

        try (RawClient client = ways.client().send(ways.request("POST", way, "Content-Length: 100000"))) {
            assertThat(client.answer().status()).isEqualTo(413);
            ways.upstream.says(OK);
            String rest = smuggled.repeat(100_000 / smuggled.length());
            try {
                client.send(rest + "x".repeat(100_000 - rest.length()) + ways.request("GET", way, "X-Next: 1"));
                Answer next = client.answer();
                assertThat(next.status()).isIn(0, 200);
            } catch (UncheckedIOException closed) {
                // So much the better.
            }
        }

        assertThat(ways.upstream.visits())
                .noneMatch(visit -> !visit.header("X-Smuggled").isEmpty());
    }

    @OnBothWays
    void anAnswerMayRunWhileTheRequestStillDoes(Way way) {
        ways.upstream.plays(visit -> {
            visit.say(STREAM + "3\r\none\r\n");
            visit.read(3);
            visit.say("3\r\ntwo\r\n");
            visit.read(3);
            visit.say("0\r\n\r\n");
        });

        try (RawClient client = ways.client().send(ways.request("POST", way, "Content-Length: 6"))) {
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            assertThat(client.read(8)).isEqualTo("3\r\none\r\n");
            client.send("one");
            assertThat(client.read(8)).isEqualTo("3\r\ntwo\r\n");
            client.send("two");
            assertThat(client.read(5)).isEqualTo("0\r\n\r\n");
        }
    }

    @OnBothWays
    void manyClientsThatLeaveLeaveNothingBehind(Way way) {
        int before = ways.upstream.openConnections();
        ways.upstream.plays(visit -> visit.readBody().awaitEnd());

        for (int i = 0; i < 15; i++) {
            try (RawClient client = ways.client().send(ways.request("GET", way))) {
                int expected = i + 1;
                await().until(() -> ways.upstream.visits().size() == expected);
                leave(client, i % 2 == 0);
            }
        }

        await().until(() -> ways.upstream.openConnections() <= before);
    }

    /** Between the end of a connection and the word of it there is room for an answer, which nobody reads any more. */
    @OnBothWays
    void clientsThatLeaveAsTheyAskLeaveNothingBehind(Way way) {
        int before = ways.upstream.openConnections();
        ways.upstream.says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");

        for (int i = 0; i < 150; i++) {
            try (RawClient client = ways.client().send(ways.request("GET", way)).end()) {
                client.readAll();
            }
        }

        await().until(() -> ways.upstream.openConnections() <= before + 1);
    }

    private static void leave(RawClient client, boolean politely) {
        if (politely) {
            client.close();
        } else {
            client.abort();
        }
    }

    private static void endless(Visit visit, AtomicLong written) throws java.io.IOException {
        visit.readBody().say("HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n");
        byte[] part = Bodies.bytes(1 << 16);
        while (true) {
            visit.say(part);
            written.addAndGet(part.length);
        }
    }

    /** Until nothing more was written for a while. */
    private static void awaitStandstill(AtomicLong written) {
        await().atMost(Duration.ofSeconds(20)).during(Duration.ofSeconds(1)).until(written::get, new Unchanged());
        assertThat(written.get()).isPositive();
    }

    private static String take(BlockingQueue<String> events) {
        try {
            String event = events.poll(5, TimeUnit.SECONDS);
            return event == null ? "end" : event;
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
            return "end";
        }
    }

    /** Holds for a number that is what it was the last time. */
    private static final class Unchanged extends org.hamcrest.BaseMatcher<Long> {

        private Object last = 0L;

        @Override
        public boolean matches(Object now) {
            boolean same = now.equals(last) && !now.equals(0L);
            last = now;
            return same;
        }

        @Override
        public void describeTo(org.hamcrest.Description description) {
            description.appendText("a number that stands still");
        }
    }
}

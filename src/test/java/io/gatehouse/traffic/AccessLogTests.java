package io.gatehouse.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogTests {

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final StringBuffer written = new StringBuffer();

    @Test
    void aLineSaysWhatCameAndHowItWasAnswered() {
        Passage passage = passage("GET", "/acme/portal/");
        passage.route = "portal";
        passage.status = 200;
        passage.bytes = 1_024;
        passage.ended = passage.began + 12_345_678;

        assertThat(line(passage))
                .matches("event=request at=2026-11-22T1[12]:\\d\\d:\\d\\d\\.\\d{3}Z method=GET path=/acme/portal/"
                        + " route=portal organization=- status=200 bytes=1024 ms=12\\.3 client=-\n");
    }

    @Test
    void whoeverWentAwayHasNoStatus() {
        assertThat(line(passage("GET", "/"))).contains(" route=none organization=- status=aborted bytes=0 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a?code=secret", "/a#secret", "/a?x=1#secret", "/a#x?secret"})
    @Proves("SEC-59")
    void neitherQueryNorFragmentIsWritten(String target) {
        assertThat(line(passage("GET", target))).contains(" path=/a route=").doesNotContain("secret");
    }

    @Test
    void whatIsNoPathIsNotWritten() {
        assertThat(line(passage("GET", "http://alice:secret@host/a"))).contains(" path=\"\" route=");
        assertThat(line(passage("GET", "//alice:secret@host/a"))).contains(" path=\"\" route=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a\r\nevent=request path=/b",
                "/a event=sign-in",
                "/a\" status=200 x=\"",
                "/a\\\" status=200",
                "/a\u2028b",
                "/ä",
                "/a\u001b[2J"
            })
    @Proves("SEC-27")
    void aPathCannotForgeALine(String target) {
        String line = line(passage("GET", target));

        assertThat(line).containsOnlyOnce("\n").endsWith("\n").matches("[ -~]+\n");
        String path = line.substring(line.indexOf(" path=") + 6, line.indexOf(" route=none organization="));
        assertThat(path).matches("\"(?:[^\"\\\\]|\\\\[\"\\\\])*\"");
    }

    @Test
    @Proves("SEC-27")
    void aMethodCannotForgeALine() {
        assertThat(line(passage("GET status=200", "/"))).contains("method=\"GET status=200\" path=");
    }

    @Test
    void aLongPathIsCutAndSaysSo() {
        assertThat(line(passage("GET", "/" + "a".repeat(10_000))))
                .hasSizeLessThan(1_300)
                .contains("aaa...\" route=");
    }

    @Test
    void whatAStuckOutputLeavesNoRoomForIsDroppedAndCountedAndNobodyWaits() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        AccessLog log = log(lines -> {
            inside.countDown();
            awaitUninterruptibly(stuck);
            written.append(lines);
        });
        log.add(passage("GET", "/first"));
        assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();

        long began = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            log.add(passage("GET", "/" + i));
        }

        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(2));
        assertThat(dropped()).isEqualTo(10_000 - 8_192);
        stuck.countDown();
        log.close();
        assertThat(written.toString().lines()).hasSize(1 + 8_192);
        assertThat(written).contains("path=/first ", "path=/8191 ").doesNotContain("path=/8192 ");
    }

    @Test
    void whatIsWaitingIsWrittenBeforeTheEnd() {
        AccessLog log = log(written::append);
        log.add(passage("GET", "/last"));
        log.close();

        assertThat(written).contains("path=/last ");
        assertThat(dropped()).isZero();
    }

    @Test
    void anOutputThatFailsOnceIsAskedAgain() {
        AccessLog log = log(lines -> {
            if (lines.contains("/bad")) {
                throw new IllegalStateException("disk");
            }
            written.append(lines);
        });
        log.add(passage("GET", "/bad"));
        Awaitility.await().pollDelay(java.time.Duration.ofMillis(200)).until(() -> true);
        log.add(passage("GET", "/good"));

        Awaitility.await().untilAsserted(() -> assertThat(written).contains("/good"));
        log.close();
    }

    @Test
    void theConsoleGetsTheLinesAsTheyAre() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AccessOutput.to(new PrintStream(bytes, false, StandardCharsets.UTF_8)).accept("one\ntwo\n");

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
    }

    private AccessLog log(Consumer<String> output) {
        return new AccessLog(new TestClock(), meters, output);
    }

    private double dropped() {
        return meters.get("gatehouse.access.log.dropped").functionCounter().count();
    }

    private static String line(Passage passage) {
        StringBuilder line = new StringBuilder();
        new AccessLine(new TestClock()).append(passage, line);
        return line.toString();
    }

    private static Passage passage(String method, String target) {
        return new Passage(method, target, unused -> {});
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

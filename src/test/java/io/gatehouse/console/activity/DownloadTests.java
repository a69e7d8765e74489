package io.gatehouse.console.activity;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.audit.Entry;
import io.gatehouse.audit.Happening;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DownloadTests {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    @Test
    void theTableNamesWhatAnAdminLooksFor() {
        assertThat(text(Download.CSV, Map.of("username", "alice", "code", "GH-4101", "reference", "7f3c-91aa")))
                .isEqualTo(
                        "\"2026-11-26T12:00:00Z\",\"sign-in-failed\",\"A sign-in failed\",\"alice\",\"\",\"GH-4101\","
                                + "\"7f3c-91aa\",\"username: alice\"\r\n");
    }

    @Test
    void aFactCannotPassForTheEvent() {
        assertThat(text(Download.JSON_LINES, new TreeMap<>(Map.of("event", "sign-in", "username", "a\nb"))))
                .isEqualTo("{\"at\":\"2026-11-26T12:00:00Z\",\"event\":\"sign-in-failed\",\"username\":\"a b\"}\n");
    }

    @Test
    void whatNobodyDidHasNobodyBesideIt() {
        Entry failed = new Entry(NOON, Happening.SIGN_ON_TEST_FAILED, Map.of("by", "-", "code", "GH-4101"));

        assertThat(Line.of(failed)).containsEntry("who", "");
    }

    private static String text(Download format, Map<String, String> facts) {
        Entry entry = new Entry(NOON, Happening.SIGN_IN_FAILED, facts);
        return new String(format.rows(List.of(entry)), StandardCharsets.UTF_8);
    }
}

package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.organization.ClaimPath;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What replicas of different versions read of each other's sessions while one replaces the other. */
class SessionCodecTests {

    private static final Instant SIGNED_IN = Instant.parse("2026-11-25T08:00:00Z");
    private static final Instant CONFIRMED = Instant.parse("2026-11-25T08:15:00Z");

    private final Claims claims = Claims.from(
            Map.of("iss", "https://login.acme.example", "sub", "1234", "groups", List.of("engineering")),
            "gatehouse",
            new ClaimPath("groups"));
    private final StoredSession session =
            StoredSession.of(TestOrganizations.acme(), claims, SIGNED_IN).confirmed(claims, CONFIRMED);
    private final byte[] written = SessionCodec.encode(session);

    @Test
    void readsWhatItWrites() {
        assertThat(SessionCodec.session(written)).contains(session);
    }

    @Test
    void aSessionOfTheVersionBeforeIsReadAndWasConfirmedWhenItBegan() {
        byte[] before = Arrays.copyOf(written, written.length - Long.BYTES);

        assertThat(SessionCodec.session(before))
                .contains(StoredSession.of(TestOrganizations.acme(), claims, SIGNED_IN));
    }

    @Test
    void whatANewerVersionAppendsIsReadOver() {
        assertThat(SessionCodec.session(Arrays.copyOf(written, written.length + 20)))
                .contains(session);
    }

    @Test
    void aSessionOfANewerFormatIsNone() {
        byte[] newer = written.clone();
        newer[0]++;

        assertThat(SessionCodec.session(newer)).isEmpty();
        assertThat(SessionCodec.tokens(newer)).isEmpty();
        assertThat(SessionCodec.attributes(newer)).isEmpty();
    }

    @Test
    void oneThatBreaksOffAnywhereIsNoneAndNeverAnotherOne() {
        for (int length = 0; length < written.length; length++) {
            if (length != written.length - Long.BYTES) {
                assertThat(SessionCodec.session(Arrays.copyOf(written, length))).isEmpty();
            }
        }
    }
}

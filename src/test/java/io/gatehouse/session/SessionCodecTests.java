package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.secret.Secret;
import io.gatehouse.session.device.Device;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What replicas of different versions read of each other's sessions while one replaces the other. */
class SessionCodecTests {

    private static final Instant SIGNED_IN = Instant.parse("2026-11-25T08:00:00Z");
    private static final Instant CONFIRMED = Instant.parse("2026-11-25T08:15:00Z");

    /** When it was confirmed, and whether it can be refreshed: none of it was there before. */
    private static final int APPENDED = Long.BYTES + 1;

    /** Behind it, a claim that a route reads: its count, its path and its two values. */
    private static final int KEPT = 1 + 11 + 1 + 4 + 5;

    private static final Device DEVICE = new Device("192.0.2.1", "Firefox on Linux");

    /** Behind that, from where the person signed in. */
    private static final int KEPT_DEVICE = 10 + 17;

    private final Claims unread = Claims.from(
            Map.of("iss", "https://login.acme.example", "sub", "1234", "groups", List.of("engineering")),
            "gatehouse",
            new ClaimPath("groups"));
    private final Claims claims =
            unread.keeping(List.of(new ClaimPath("department")), Map.of("department", List.of("red", "blue")));
    private final StoredSession session = StoredSession.of(TestOrganizations.acme(), vouched(), SIGNED_IN, DEVICE)
            .confirmed(refreshable(), CONFIRMED);
    private final byte[] written = SessionCodec.encode(session);

    @Test
    void readsWhatItWrites() {
        assertThat(SessionCodec.session(written)).contains(session);
    }

    @Test
    void aSessionOfTheVersionBeforeIsReadAndWasConfirmedWhenItBegan() {
        byte[] before = Arrays.copyOf(written, written.length - KEPT_DEVICE - KEPT - APPENDED);

        assertThat(SessionCodec.session(before))
                .contains(StoredSession.of(TestOrganizations.acme(), vouched(unread), SIGNED_IN, Device.UNKNOWN));
    }

    @Test
    void ofAClaimThatNobodyReadWhenItWasWrittenNothingIsKnown() {
        StoredSession before = SessionCodec.session(Arrays.copyOf(written, written.length - KEPT_DEVICE - KEPT))
                .orElseThrow();

        assertThat(before.claims().kept(new ClaimPath("department"))).isEmpty();
        assertThat(before.confirmedAt()).isEqualTo(CONFIRMED);
    }

    @Test
    void ofASessionOfTheVersionBeforeItIsNotKnownFromWhere() {
        StoredSession before = SessionCodec.session(Arrays.copyOf(written, written.length - KEPT_DEVICE))
                .orElseThrow();

        assertThat(before.device()).isEqualTo(Device.UNKNOWN);
        assertThat(before.claims()).isEqualTo(claims);
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
            int missing = written.length - KEPT_DEVICE - KEPT - length;
            if (missing != -KEPT
                    && missing != 0
                    && missing != 1
                    && missing != APPENDED) { // whole ones of versions before
                assertThat(SessionCodec.session(Arrays.copyOf(written, length))).isEmpty();
            }
        }
    }

    private Vouched vouched() {
        return vouched(claims);
    }

    private static Vouched vouched(Claims claims) {
        return new Vouched(claims, new Tokens(Secret.of("id-token"), Optional.empty()), Optional.empty(), SIGNED_IN);
    }

    private Vouched refreshable() {
        Tokens tokens = new Tokens(Secret.of("id-token"), Optional.of(Secret.of("refresh-token")));
        return new Vouched(claims, tokens, Optional.empty(), CONFIRMED);
    }
}

package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Standing;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
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

    /** And behind that, which member it is, and the role that an admin gave them. */
    private static final int STANDING = 9 + 10;

    /** And behind that, the address by which they are admin. */
    private static final int CLAIMED = 15;

    private final Claims unread = Claims.from(
            Map.of("iss", "https://login.acme.example", "sub", "1234", "groups", List.of("engineering")),
            "gatehouse",
            new ClaimPath("groups"));
    private final Claims claims =
            unread.keeping(List.of(new ClaimPath("department")), Map.of("department", List.of("red", "blue")));
    private final StoredSession session = StoredSession.of(
                    TestOrganizations.acme(),
                    vouched(),
                    Optional.of(new Standing(
                            "member-1", Optional.of("developer"), Optional.of(new EmailAddress("alice@acme.com")))),
                    SIGNED_IN,
                    DEVICE)
            .confirmed(refreshable(), CONFIRMED);
    private final byte[] written = SessionCodec.encode(session);

    @Test
    void readsWhatItWrites() {
        assertThat(SessionCodec.session(written)).contains(session);
    }

    @Test
    void aSessionOfTheVersionBeforeIsReadAndWasConfirmedWhenItBegan() {
        byte[] before = Arrays.copyOf(written, written.length - CLAIMED - STANDING - KEPT_DEVICE - KEPT - APPENDED);

        assertThat(SessionCodec.session(before))
                .contains(StoredSession.of(
                        TestOrganizations.acme(), vouched(unread), Optional.empty(), SIGNED_IN, Device.UNKNOWN));
    }

    @Test
    void ofAClaimThatNobodyReadWhenItWasWrittenNothingIsKnown() {
        StoredSession before = SessionCodec.session(
                        Arrays.copyOf(written, written.length - CLAIMED - STANDING - KEPT_DEVICE - KEPT))
                .orElseThrow();

        assertThat(before.claims().kept(new ClaimPath("department"))).isEmpty();
        assertThat(before.confirmedAt()).isEqualTo(CONFIRMED);
    }

    @Test
    void ofASessionOfTheVersionBeforeItIsNotKnownFromWhere() {
        StoredSession before = SessionCodec.session(
                        Arrays.copyOf(written, written.length - CLAIMED - STANDING - KEPT_DEVICE))
                .orElseThrow();

        assertThat(before.device()).isEqualTo(Device.UNKNOWN);
        assertThat(before.claims()).isEqualTo(claims);
    }

    @Test
    void ofASessionOfTheVersionBeforeItIsNotKnownWhichMemberItIs() {
        StoredSession before = SessionCodec.session(Arrays.copyOf(written, written.length - CLAIMED - STANDING))
                .orElseThrow();

        assertThat(before.standing()).isEmpty();
        assertThat(before.countsFor(TestOrganizations.acme(), SIGNED_IN.toEpochMilli()))
                .isEqualTo(session.countsFor(TestOrganizations.acme(), SIGNED_IN.toEpochMilli()));
        assertThat(before.countsFor(TestOrganizations.acmeByInvitation(), SIGNED_IN.toEpochMilli()))
                .isFalse();
    }

    /** Whoever was admin by an address goes on until they sign in anew, and nobody else becomes it. */
    @Test
    void aSessionOfTheVersionBeforeGoesOnWithTheAddressThatItHad() {
        Claims withAddress = Claims.from(
                Map.of(
                        "iss",
                        "https://login.acme.example",
                        "sub",
                        "1",
                        "email",
                        "alice@acme.com",
                        "email_verified",
                        true),
                "gatehouse",
                new ClaimPath("groups"));
        byte[] now = SessionCodec.encode(StoredSession.of(
                TestOrganizations.acme(),
                vouched(withAddress),
                Optional.of(new Standing("member-1", Optional.empty())),
                SIGNED_IN,
                DEVICE));
        byte[] before = Arrays.copyOf(now, now.length - 1);

        assertThat(standing(now).claimed()).isEmpty();
        assertThat(standing(before).claimed()).contains(new EmailAddress("alice@acme.com"));
        assertThat(standing(Arrays.copyOf(written, written.length - CLAIMED)).claimed())
                .isEmpty();
    }

    private static Standing standing(byte[] bytes) {
        return SessionCodec.session(bytes).flatMap(StoredSession::standing).orElseThrow();
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
            int missing = written.length - CLAIMED - STANDING - KEPT_DEVICE - KEPT - length;
            if (missing != -KEPT - KEPT_DEVICE - STANDING
                    && missing != -KEPT - KEPT_DEVICE
                    && missing != -KEPT
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

package io.gatehouse.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeyRingTests {

    private static final Duration LIFETIME = Duration.ofDays(30);

    private final Instant made = Instant.parse("2026-11-25T12:00:00Z");
    private final KeyRing first = KeyRing.none().renewed(made, LIFETIME);

    @Test
    void theVeryFirstKeySignsAtOnce() {
        assertThat(first.keys()).hasSize(1);
        assertThat(first.signing(made)).isEqualTo(first.keys().get(0));
    }

    @Test
    void nothingIsDoneBeforeAKeysTimeIsUp() {
        assertThat(first.renewed(made.plus(LIFETIME).minusMillis(1), LIFETIME)).isSameAs(first);
    }

    @Test
    void aNewKeyIsPublishedBeforeItSignsAndTheOldOneForAWhileAfterwards() {
        Instant now = made.plus(LIFETIME);
        KeyRing second = first.renewed(now, LIFETIME);

        assertThat(second.keys()).hasSize(2);
        assertThat(second.signing(now.plusSeconds(599))).isEqualTo(second.keys().get(0));
        assertThat(second.signing(now.plusSeconds(600))).isEqualTo(second.keys().get(1));
        assertThat(second.renewed(now.plusSeconds(1_199), LIFETIME)).isSameAs(second);
        assertThat(second.renewed(now.plusSeconds(1_200), LIFETIME).keys())
                .containsExactly(second.keys().get(1));
    }

    @Test
    void severalRotationsInARowKeepEveryKeyThatMayStillHaveSigned() {
        KeyRing third = first.rotated(made.plusSeconds(60)).rotated(made.plusSeconds(120));

        assertThat(third.signing(made.plusSeconds(659))).isEqualTo(third.keys().get(0));
        assertThat(third.signing(made.plusSeconds(719))).isEqualTo(third.keys().get(1));
        assertThat(third.signing(made.plusSeconds(720))).isEqualTo(third.keys().get(2));
        assertThat(third.renewed(made.plusSeconds(1_259), LIFETIME).keys()).hasSize(3);
    }

    @Test
    void isTheSameAfterItHasBeenWrittenAndRead() throws ParseException {
        assertThat(KeyRing.parse(first.written())).isEqualTo(first);
    }

    @Test
    void publishesNoPrivatePart() {
        assertThat(first.written()).contains("\"d\"");
        assertThat(first.published()).contains("\"kid\"", "\"x\"").doesNotContain("\"d\"");
    }
}

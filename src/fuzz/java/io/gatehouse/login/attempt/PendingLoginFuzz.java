package io.gatehouse.login.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Bytes that this version has not sealed are no attempt, and never a fault. */
class PendingLoginFuzz {

    @FuzzTest
    void whateverIsReadIsAnAttemptOrNone(FuzzedDataProvider data) {
        byte[] bytes = data.consumeRemainingAsBytes();
        if (bytes.length > 0) {
            bytes[0] = 5; // the version
        }
        PendingLogin.decode(bytes).ifPresent(attempt -> assertThat(PendingLogin.decode(attempt.encode()))
                .contains(attempt));
    }
}

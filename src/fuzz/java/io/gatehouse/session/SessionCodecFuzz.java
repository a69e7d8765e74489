package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Bytes from the store that this version has not written are no session, and never a fault. */
class SessionCodecFuzz {

    @FuzzTest
    void whateverIsReadIsASessionOrNone(FuzzedDataProvider data) {
        byte[] bytes = data.consumeRemainingAsBytes();
        if (bytes.length > 0) {
            bytes[0] = 2; // the version
        }
        SessionCodec.session(bytes).ifPresent(session -> assertThat(SessionCodec.session(SessionCodec.encode(session)))
                .contains(session));
        SessionCodec.tokens(bytes);
        assertThat(SessionCodec.attributes(SessionCodec.encode(SessionCodec.attributes(bytes))))
                .isEqualTo(SessionCodec.attributes(bytes));
    }
}

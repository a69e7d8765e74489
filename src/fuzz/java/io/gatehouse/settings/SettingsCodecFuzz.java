package io.gatehouse.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import tools.jackson.core.JacksonException;

/** Settings that no version of ours has written are said to be unreadable, and never a fault. */
class SettingsCodecFuzz {

    @FuzzTest
    @DictionaryEntries({
        "{\"version\":",
        "\"issuer\":",
        "\"live\":{",
        "\"staged\":{",
        "\"identityProvider\":{",
        "null",
        "[]"
    })
    void whateverIsReadIsSettingsOrUnreadable(FuzzedDataProvider data) {
        Settings settings;
        try {
            settings = SettingsCodec.decode(data.consumeRemainingAsBytes());
        } catch (JacksonException unreadable) {
            return;
        }
        if (settings != null) {
            assertThat(SettingsCodec.decode(SettingsCodec.encode(settings))).isEqualTo(settings);
        }
    }
}

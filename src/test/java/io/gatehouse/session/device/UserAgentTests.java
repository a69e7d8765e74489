package io.gatehouse.session.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0                                      | Firefox on Windows
            Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15 | Safari on macOS
            Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36              | Chrome on Android
            Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0                     | Edge on Windows
            curl/8.5.0                                                                                                            | curl/8.5.0
            """)
    void saysWhatPeopleRecogniseTheirBrowserBy(String said, String shown) {
        assertThat(UserAgent.shortened(said)).isEqualTo(shown);
    }

    @Test
    void keepsOneShortLineOfAnythingElse() {
        assertThat(UserAgent.shortened("evil\u202e\u0085<b>\n" + "x".repeat(9_000)))
                .hasSize(60)
                .startsWith("evil  <b> xx")
                .endsWith("…");
        assertThat(UserAgent.shortened(null)).isEmpty();
        assertThat(UserAgent.shortened(" ")).isEmpty();
    }
}

package io.gatehouse.upstream.person;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.web.util.UriUtils;

/** Whatever a claim says stands on one line, and an upstream that decodes it reads the very claim. */
class HeaderValueFuzz {

    @FuzzTest
    void aListComesBackElementByElement(FuzzedDataProvider data) {
        List<String> values = new ArrayList<>();
        do {
            values.add(whole(data.consumeString(20)));
        } while (data.remainingBytes() > 0);

        String line = HeaderValue.list(values);

        assertThat(line).matches("[ -~]*");
        assertThat(List.of(line.split(",", -1)).stream()
                        .map(element -> UriUtils.decode(element.strip(), StandardCharsets.UTF_8)))
                .isEqualTo(values);
        String single = HeaderValue.of(values.get(0));
        assertThat(single).matches("[ -~]*").isEqualTo(single.strip());
        assertThat(UriUtils.decode(single, StandardCharsets.UTF_8)).isEqualTo(values.get(0));
    }

    /** Half a surrogate pair is no text, and UTF-8 has no bytes for it. */
    private static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}

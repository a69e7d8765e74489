package io.gatehouse.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.fixture.BrowserAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.web.util.UriUtils;

/** A path that is accepted is the same path for every reader that an upstream or a proxy in front could be. */
class RequestPathFuzz {

    /** Each takes a path for what some server would: decoded once or twice, parameters off, backslashes turned. */
    private static final List<UnaryOperator<String>> READERS = List.of(
            path -> decoded(path, StandardCharsets.UTF_8),
            path -> decoded(path, StandardCharsets.ISO_8859_1),
            path -> decoded(decoded(path, StandardCharsets.UTF_8), StandardCharsets.UTF_8),
            path -> decoded(path.replaceAll(";[^/]*", ""), StandardCharsets.UTF_8),
            path -> decoded(path, StandardCharsets.UTF_8).replaceAll(";[^/]*", ""),
            path -> decoded(path, StandardCharsets.UTF_8).replace('\\', '/'),
            path -> decoded(path, StandardCharsets.UTF_8).replaceAll("[\u0000-\u001f]", ""),
            path -> path.replaceAll("(?i)%u00([0-9a-f]{2})", "%$1"));

    @FuzzTest
    @DictionaryEntries({
        "/acme/",
        "../",
        "..",
        "%2e",
        "%2f",
        "%5c",
        "%25",
        "%3b",
        "%c0%ae",
        "%e2%80%a8",
        "%ef%bc%8e",
        ";"
    })
    void everyReaderReadsAnAcceptedPathAlike(FuzzedDataProvider data) {
        String raw = data.consumeRemainingAsString();
        RequestPath.parse(raw).ifPresent(path -> {
            assertThat(path.raw()).isEqualTo(raw).matches("/[!-~]*").doesNotContain("//", "?", "#", ";", "\\");
            assertThat(path.segments()).hasSize(raw.split("/", -1).length - 1);
            for (UnaryOperator<String> reader : READERS) {
                String[] segments = reader.apply(raw).split("/", -1);
                assertThat(segments).as(raw).hasSize(path.segments().size() + 1).doesNotContain(".", "..");
                assertThat(Arrays.copyOfRange(segments, 1, segments.length - 1)).doesNotContain("");
            }
            assertThat(path.segments())
                    .allSatisfy(segment -> assertThat(Normalizer.normalize(segment, Normalizer.Form.NFKC))
                            .isNotIn(".", ".."));
            assertThat(BrowserAddress.path(raw)).isEqualTo(raw);
            assertThat(URI.create("http://gw.example" + raw).normalize().getRawPath())
                    .isEqualTo(raw);
            assertThat(path.rawPrefix(1) + (path.segments().size() > 1 ? path.rawWithout(1) : ""))
                    .isEqualTo(raw);
        });
    }

    private static String decoded(String text, Charset charset) {
        try {
            return UriUtils.decode(text, charset);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }
}

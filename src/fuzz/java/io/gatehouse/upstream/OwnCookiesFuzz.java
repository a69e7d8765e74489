package io.gatehouse.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** However a server reads a cleaned {@code Cookie} line, it finds none of the gateway's cookies in it. */
class OwnCookiesFuzz {

    /** The names that a browser's server, Netty, an RFC 2965 reader and Python's {@code http.cookies} would find. */
    private static final List<Function<String, Stream<String>>> READERS = List.of(
            line -> Arrays.stream(line.split(";")).map(part -> part.split("=", 2)[0]),
            line -> netty(ServerCookieDecoder.LAX, line),
            line -> netty(ServerCookieDecoder.STRICT, line),
            line -> named(line.split("[;,]")),
            line -> named(line.split("[;,\\s]+")));

    private static final Pattern OURS = Pattern.compile("(?:__(?:host|secure)-)?gatehouse-.*", Pattern.DOTALL);

    @FuzzTest
    @DictionaryEntries({
        "gatehouse-acme=",
        "__Host-gatehouse-acme=x",
        "__Secure-",
        "; ",
        ";",
        "=",
        "\"",
        ",",
        "$Version=1",
        "\\"
    })
    void noReaderFindsOurCookieInACleanedLine(FuzzedDataProvider data) {
        String line = data.consumeRemainingAsString();
        String cleaned = OwnCookies.without(line);
        if (cleaned != null) {
            for (Function<String, Stream<String>> reader : READERS) {
                assertThat(reader.apply(cleaned)).as(cleaned).noneMatch(name -> OURS.matcher(
                                name.strip().toLowerCase(Locale.ROOT))
                        .matches());
            }
            assertThat(OwnCookies.without(cleaned)).as("cleaned twice").isEqualTo(cleaned);
        }
        for (String cookie : line.split(";")) {
            if (!cookie.isBlank() && !cookie.toLowerCase(Locale.ROOT).contains("gatehouse-")) {
                assertThat(cleaned).as("another's cookie stays").contains(cookie.strip());
            }
        }
    }

    /** Behind a comma or a blank a word without a value is no cookie for anybody, and may stand in another's value. */
    private static Stream<String> named(String[] parts) {
        return Arrays.stream(parts).filter(part -> part.contains("=")).map(part -> part.split("=", 2)[0]);
    }

    private static Stream<String> netty(ServerCookieDecoder decoder, String line) {
        try {
            return decoder.decodeAll(line).stream().map(Cookie::name);
        } catch (IllegalArgumentException nameless) {
            return Stream.empty();
        }
    }
}

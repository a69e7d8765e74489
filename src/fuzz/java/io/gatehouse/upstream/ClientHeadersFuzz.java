package io.gatehouse.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.route.header.FoldedNames;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whatever lines a client sends, no name goes on that an upstream could fold to one of ours. */
class ClientHeadersFuzz {

    private static final List<String> OURS =
            List.of("x_forwarded_", "x_gatehouse_", "x_auth_request_", "remote_user", "x_remote_", "x_original_");

    @FuzzTest
    @DictionaryEntries({
        "X-Forwarded-User",
        "x_forwarded_roles",
        "Connection",
        "Cookie",
        "gatehouse-acme=x",
        "Transfer-Encoding",
        "Upgrade"
    })
    void neitherWayLetsALookAlikePass(FuzzedDataProvider data) {
        HttpHeaders arrived = new DefaultHttpHeaders();
        while (data.remainingBytes() > 0) {
            String name = data.consumeString(24).replaceAll("[^!#$%&'*+.^_`|~0-9A-Za-z-]", "");
            String value = data.consumeAsciiString(40).replaceAll("[^ -~]", "").strip();
            if (!name.isEmpty()) {
                arrived.add(name, value);
            }
        }
        org.springframework.http.HttpHeaders chain = new org.springframework.http.HttpHeaders();
        arrived.forEach(line -> chain.add(line.getKey(), line.getValue()));
        List<String> nominated = arrived.getAll("Connection").stream()
                .flatMap(line -> List.of(line.toLowerCase(Locale.ROOT).split(",")).stream())
                .map(String::strip)
                .toList();

        HttpHeaders forwarded = new DefaultHttpHeaders();
        ClientHeaders.copy(arrived, forwarded, FoldedNames.NONE);
        ClientHeaders.clean(chain, FoldedNames.NONE);

        forwarded.forEach(line -> assertClean(line, nominated));
        chain.forEach((name, values) -> values.forEach(value -> assertClean(Map.entry(name, value), nominated)));
        assertThat(forwarded.names()).noneMatch(name -> name.equalsIgnoreCase("connection"));
    }

    private static void assertClean(Map.Entry<String, String> line, List<String> nominated) {
        String name = line.getKey().toLowerCase(Locale.ROOT);
        String folded = name.replaceAll("[^a-z0-9]", "_");
        assertThat(OURS).as(line.toString()).noneMatch(folded::startsWith);
        assertThat(List.of("forwarded", "proxy", "x_real_ip")).doesNotContain(folded);
        boolean option = List.of("close", "keep-alive", "upgrade", "cookie").contains(name);
        assertThat(option || !nominated.contains(name)).as("nominated: " + line).isTrue();
        if (name.equals("cookie")) {
            assertThat(line.getValue()).doesNotStartWith("gatehouse-");
        }
    }
}

package io.gatehouse.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTests {

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                // attacks.md b4, and the classes behind each line
                "",
                "acme/portal",
                "//globex/",
                "///globex/",
                "/acme//globex/",
                "/.//globex/",
                "/acme/../globex/",
                "/acme/./../globex/",
                "/acme/..",
                "/acme/.",
                "/acme/..;/globex/",
                "/acme/..;a=b/globex/",
                "/acme/;/globex/",
                "/acme;x=globex/",
                "/;/globex/",
                "/acme/%2e%2e/globex/",
                "/acme/%2e%2e%2fglobex/",
                "/acme/..%2fglobex/",
                "/acme%2fglobex/",
                "/acme%2F..%2Fglobex/",
                "/acme/.%2e/globex",
                "/acme/%2E/globex",
                "/acme/%252e%252e/globex/",
                "/acme/..%252fglobex/",
                "/acme/%c0%ae%c0%ae/globex",
                "/acme/%e0%80%ae./globex",
                "\\globex\\",
                "/acme\\..\\globex",
                "/acme%5c..%5cglobex",
                "/acme/%5c../globex",
                "/acme%00/",
                "/acme%00globex/",
                "/acme%09/",
                "/acme/admin%0a",
                "/acme/admin%0d",
                "/acme/%e2%80%a8",
                "/acme/%c2%85",
                "/acme/%7f",
                "/acme/%3b/globex",
                "/acme#/../globex",
                "/acme/%zz",
                "/acme/%",
                "/acme/%4",
                "/acme/ä",
                "/acme/\u0000",
                "/acme/a b",
                "/acme/<x>",
                "/acme/\"",
                "/acme/%%32%65",
                "/acme/%ef%bc%8e/globex",
                "/acme/%ef%bc%8e%ef%bc%8e/globex",
                "/acme/%ef%bc%8e./globex",
                "/acme/%e2%80%a5/globex",
                "/acme/..%20/globex",
                "/acme/.%c2%ad./globex",
                "/acme/..%ef%bc%8fglobex"
            })
    @Proves({"SEC-05", "SEC-08", "SEC-10", "SEC-14"})
    void refusesWhatTwoReadersCouldReadDifferently(String raw) {
        assertThat(RequestPath.parse(raw)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/, 1",
        "/acme, 1",
        "/acme/, 2",
        "/acme/portal/catalog, 3",
        "/acme/portal/a%20b, 3",
        "/acme/portal/100%25, 3",
        "/acme/portal/%E4%BD%A0, 3",
        "/acme/portal/a:b@c!$&'()*+=~, 3",
        "/acme/portal/..., 3",
        "/acme/portal/%ef%bc%8epng, 3",
    })
    void readsPlainPaths(String raw, int segments) {
        assertThat(RequestPath.parse(raw)).hasValueSatisfying(path -> {
            assertThat(path.raw()).isEqualTo(raw);
            assertThat(path.segments()).hasSize(segments);
        });
    }

    @Test
    @Proves("SEC-06")
    void decodesForDecisionsAndForwardsTheBytesThatCame() {
        RequestPath path = RequestPath.parse("/acme/portal/%61dmin/a%20b").orElseThrow();

        assertThat(path.segments()).containsExactly("acme", "portal", "admin", "a b");
        assertThat(path.rawWithout(2)).isEqualTo("/%61dmin/a%20b");
        assertThat(path.rawPrefix(2)).isEqualTo("/acme/portal");
    }

    @Test
    void leavesASlashWhereNothingIsLeft() {
        assertThat(RequestPath.parse("/acme/portal").orElseThrow().rawWithout(2))
                .isEqualTo("/");
        assertThat(RequestPath.parse("/acme/portal/").orElseThrow().rawWithout(2))
                .isEqualTo("/");
        assertThat(RequestPath.parse("/acme/portal").orElseThrow().rawPrefix(2)).isEqualTo("/acme/portal");
    }
}

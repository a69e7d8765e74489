package io.gatehouse.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTests {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/a?q=b|c, /a?q=b%7Cc",
        "/a?q={\"x\":[1]}, /a?q=%7B%22x%22:[1]%7D",
        "/a?q=^`<>, /a?q=%5E%60%3C%3E",
        "/a?q=100%, /a?q=100%25",
        "/a?q=%zz%41, /a?q=%25zz%41",
        "/[slug]/x|y?z, /%5Bslug%5D/x%7Cy?z",
    })
    void encodesWhatBrowsersSendRaw(String target, String expected) {
        assertThat(RequestTarget.encoded(target)).isEqualTo(expected).satisfies(URI::create);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/", "/a%20b?c=%7C&d[]=1", "*", "", "/a/%zz", "/a\\b", "//x", "/a;b", "http://x/y"})
    void leavesEverythingElseToTheRequestRoom(String target) {
        assertThat(RequestTarget.encoded(target)).isSameAs(target);
    }
}

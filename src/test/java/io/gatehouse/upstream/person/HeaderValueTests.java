package io.gatehouse.upstream.person;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderValueTests {

    @Test
    void aGroupNamedWithACommaStaysOneGroup() {
        assertThat(HeaderValue.list(List.of("a,admin", "100%", "Platform Team")))
                .isEqualTo("a%2Cadmin,100%25,Platform Team");
    }

    @Test
    @Proves("SEC-20")
    void aValueCannotEndTheLine() {
        assertThat(HeaderValue.of("alice\r\nX-Forwarded-Roles: admin"))
                .isEqualTo("alice%0D%0AX-Forwarded-Roles: admin");
    }

    @Test
    void spacesAtTheEdgeAreNotTrimmedIntoAnotherName() {
        assertThat(HeaderValue.list(List.of(" admin", "admin "))).isEqualTo("%20admin,admin%20");
    }

    @Test
    void namesOfTheWorldArriveInUtf8() {
        assertThat(HeaderValue.of("Zoë")).isEqualTo("Zo%C3%AB");
    }
}

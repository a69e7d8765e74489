package io.gatehouse.organization.branding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TitleTests {

    @ParameterizedTest
    @ValueSource(strings = {"Acme", "Acme & Söhne <GmbH>", "株式会社アクメ", "شركة أكمي"})
    void isOneLineOfAnyLanguage(String name) {
        assertThat(new Title("  " + name + "\n").text()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "Acme\nBcc: all@acme.com", "Acme\u2028Globex", "\u202Eemca", "Ac\u200Bme", "Acme\u0000"
            })
    void whatIsNoLineOrHidesSomethingIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Title(name))
                .withMessageEndingWith("(expected: " + Title.EXPECTED + ")")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n", "\u202E"));
    }

    @Test
    void hasAtMostEightyCharacters() {
        assertThat(new Title("x".repeat(80)).text()).hasSize(80);
        assertThatIllegalArgumentException().isThrownBy(() -> new Title("x".repeat(81)));
    }
}

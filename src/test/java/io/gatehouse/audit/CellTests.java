package io.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellTests {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1", "＋1", "－1", "＠SUM(A1)"})
    @Proves("SEC-92")
    void aTextIsNoFormula(String text) {
        assertThat(Cell.of(text)).isEqualTo("\"'" + text + "\"");
        assertThat(Cell.read("'" + text)).isEqualTo(text);
    }

    /** Where numbers have commas, spreadsheets divide cells by semicolons: quotes around a comma's cells protect nothing there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "Eve;=cmd|'/C_calc'!A0 Eve;'=cmd|'/C_calc'!A0",
                "Eve|@SUM(A1) Eve|'@SUM(A1)",
                "a;;-1 a;;'-1",
            },
            quoteCharacter = '~')
    @Proves("SEC-92")
    void norIsWhatStandsBehindAnotherDivider(String text, String cell) {
        assertThat(Cell.of(text)).isEqualTo('"' + cell + '"');
    }

    @Test
    @Proves("SEC-92")
    void aTextStaysInItsCell() {
        assertThat(Cell.of("a\",=HYPERLINK(1)")).isEqualTo("\"a\"\",=HYPERLINK(1)\"");
    }

    @Test
    @Proves("SEC-92")
    void aTextIsOneLine() {
        assertThat(Cell.of("a\n=1\r\nb\t=2")).isEqualTo("\"a =1  b =2\"");
        assertThat(Cell.of("\t=1")).isEqualTo("\"' =1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Jean-Luc", "bob+tag@acme.com", "a; b", "'tis"})
    void ordinaryTextsStayAsTheyAre(String text) {
        assertThat(Cell.of(text)).isEqualTo('"' + text + '"');
        assertThat(Cell.read(text)).isEqualTo(text);
    }
}

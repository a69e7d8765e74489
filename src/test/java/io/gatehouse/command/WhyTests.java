package io.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.login.fault.Fault;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./gateway why}, as an operator or a help desk sees it. */
class WhyTests {

    private static final String LINE = "2026-11-25T14:05:01Z WARN GH-4102 502 reference=7f3c-91aa method=GET"
            + " path=/organizations/acme/oidc/consume cause=sign-in: acme: token endpoint: invalid_client"
            + " AADSTS7000215 (mend: client-secret: Certificates & secrets: copy the column Value, not Secret ID)";
    private static final String LOG = "starting\nGH-3003 403 reference=7f3c-91ab method=GET\n" + LINE + "\nmore\n";

    @TempDir
    Path directory;

    private record Printed(int exitCode, String text) {}

    @Test
    void saysOfACodeWhatEachOfThemReads() {
        Printed printed = why("", "gh-4102");

        assertThat(printed.exitCode()).isZero();
        assertThat(printed.text())
                .startsWith("GH-4102, status 502\n\nThe person reads:\n  Signing in did not work\n")
                .contains("mends: client-secret\n")
                .contains("Microsoft Entra ID: Certificates & secrets: copy the column Value, not Secret ID\n")
                .contains("The operator looks for:\n  The client secret here is a GUID");
    }

    @ParameterizedTest
    @EnumSource
    void knowsEveryCodeAndItsLineOfTheTable(Problem problem) {
        Printed printed = why("", problem.code());

        assertThat(printed.exitCode()).isZero();
        assertThat(printed.text())
                .contains(problem.title(), problem.advice())
                .doesNotContain("docs/problems.md", "](", "|");
    }

    @ParameterizedTest
    @EnumSource
    void saysEveryProvidersOwnWords(Fault fault) {
        String text = why("", fault.problem().code()).text();

        for (Issuer.Provider provider : Issuer.Provider.values()) {
            assertThat(text).contains(fault.mend(provider));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4102",
                "gh-4102",
                " GH-4102 ",
                "GH-4102 · 7f3c-91aa · 2026-11-25 17:02 UTC",
                "GH-4102 · 7F3C-91AA · 17:02 UTC",
                "GH-4102\u00a0·\u00a07f3c-91aa\u00a0· 2026-11-25 17:02 UTC\n"
            })
    void takesACodeAsItIsTypedOrCopied(String copied) {
        String expected = why("", "GH-4102").text();

        assertThat(why("", copied)).isEqualTo(new Printed(0, expected));
        assertThat(why("", copied.strip().split(" "))).isEqualTo(new Printed(0, expected));
    }

    @Test
    void findsTheLineOfAWholePastedLineInTheLog() throws IOException {
        Path log = Files.writeString(directory.resolve("gateway.log"), LOG);

        Printed printed = why("", "GH-4102 · 7F3C-91AA · 2026-11-25 17:02 UTC", "--log", log.toString());

        assertThat(printed.text()).startsWith(LINE + "\n\nGH-4102, status 502\n");
    }

    @Test
    void findsTheLineOfAReferenceOnStandardInput() {
        Printed printed = why(LOG, "7F3C-91AA");

        assertThat(printed.exitCode()).isZero();
        assertThat(printed.text())
                .startsWith(LINE + "\n\nGH-4102, status 502\n")
                .doesNotContain("7f3c-91ab");
    }

    @Test
    void findsTheLineOfAReferenceInAFile() throws IOException {
        Path log = Files.writeString(directory.resolve("gateway.log"), LOG);

        assertThat(why("", "7f3c-91ab", "--log", log.toString()).text()).contains("GH-3003, status 403");
        assertThat(why("", "--log=" + log, "7f3c-91aa").text()).contains("GH-4102, status 502");
    }

    @Test
    void findsTheLineAmongStructuredOnes() {
        String json = "{\"message\":\"GH-3003 403 reference=7f3c-91aa method=GET path=/acme/ cause=x\"}\n";

        assertThat(why(json, "7f3c-91aa").text()).startsWith(json).contains("You may not open this page");
    }

    @Test
    void saysWhatIsExpectedOfWhatItDoesNotKnow() {
        assertThat(why("", "GH-9999"))
                .isEqualTo(new Printed(1, "why: GH-9999: no such code (expected: one of docs/problems.md)\n"));
        assertThat(why(LOG, "0000-0000").text())
                .startsWith("why: 0000-0000: not in standard input (expected: the log of");
        assertThat(why(LOG, "0000-0000").exitCode()).isEqualTo(1);
        assertThat(why("", "7f3c-91aa", "--log", "nowhere.log"))
                .isEqualTo(new Printed(1, "why: nowhere.log: cannot be read (expected: the gateway's log)\n"));
        assertThat(why("", "404").exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GH-4102 GH-4103", "4102 · what", "GH-4102 7f3c-91aa-3333", "GH-4102 --file x"})
    void refusesACommandLineThatIsNotOne(String line) {
        Printed printed = why("", line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(printed.exitCode()).isEqualTo(2);
        assertThat(printed.text()).startsWith("why: ").contains("expected: ").hasLineCount(1);
    }

    @Test
    void aLineCannotCommandTheTerminal() {
        Printed printed = why("GH-1001 400 reference=7f3c-91aa cause=\u001b]0;owned\u0007\u009b31m\n", "7f3c-91aa");

        assertThat(printed.text()).doesNotContain("\u001b", "\u0007", "\u009b").contains("owned");
    }

    private static Printed why(String log, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int exitCode = Why.run(
                arguments,
                new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Printed(exitCode, bytes.toString(StandardCharsets.UTF_8));
    }
}

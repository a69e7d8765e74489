package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.command.Check;
import io.gatehouse.config.ConfigReader.Reading;
import io.gatehouse.fixture.Proves;
import io.gatehouse.organization.Organization;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in the configuration: where they come from, and that they are never printed. */
class SecretTests {

    @TempDir
    Path directory;

    ConfigFolder config;

    @BeforeEach
    void anEmptyFolder() {
        config = new ConfigFolder(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:secret", "file:${FOLDER}/secret", "${WHERE}", "${NOWHERE:file:secret}"})
    void readsASecretFromAFileWithoutItsLastNewline(String written) {
        config.with("secret", "from a file\n").with("organizations/acme.yaml", provider(written));

        Reading reading = config.read("--FOLDER=" + directory, "--WHERE=file:" + directory + "/secret");

        assertThat(secret(reading)).isEqualTo("from a file");
        assertThat(reading.files()).containsKey(directory.resolve("secret"));
    }

    @Test
    void takesWhatAVariableHoldsAsItIs() {
        config.with("organizations/acme.yaml", provider("${TRICKY}"));

        assertThat(secret(config.read("--TRICKY=a${b}#{c}"))).isEqualTo("a${b}#{c}");
    }

    @Test
    void putsVariablesIntoAnyValue() {
        config.with("organizations/acme.yaml", "name: ${TITLE:Acme} of ${PLACE:${ELSEWHERE:nowhere}}");

        Reading reading = config.read("--ELSEWHERE=Springfield");

        assertThat(reading.valid().organizations().all())
                .singleElement()
                .extracting(Organization::title)
                .isEqualTo("Acme of Springfield");
    }

    /** One dollar more in front takes the meaning away. */
    @ParameterizedTest
    @CsvSource({
        "$${A},          ${A}",
        "$$${A},         $${A}",
        "a$$${A}$${A},   a$${A}${A}",
        "$${,            ${",
        "$${A}${A},      ${A}expanded",
        "${A}$${A},      expanded${A}",
        "${B:$${A}},     ${A}",
        "a$b$$,          a$b$$",
        "$file:/a,       file:/a",
        "$$file:a,       $file:a",
        "$file:${A},     file:expanded",
        "$file:$${A},    file:${A}",
        "${F},           $file:a",
        "a$file:b,       a$file:b"
    })
    void aLiteralDollarOrFileCanBeWritten(String written, String meant) {
        config.with("organizations/acme.yaml", provider("'" + written + "'"));

        assertThat(secret(config.read("--A=expanded", "--F=$file:a"))).isEqualTo(meant);
    }

    @Test
    void aLiteralDollarCanBeWrittenInAnyValue() {
        config.with("organizations/acme.yaml", "name: Acme $${Inc} $file:x");

        assertThat(config.read().valid().organizations().all())
                .singleElement()
                .extracting(Organization::title)
                .isEqualTo("Acme ${Inc} $file:x");
    }

    @ParameterizedTest
    @MethodSource
    @Proves("SEC-66")
    void inASecret(String written, String expected) {
        config.with("organizations/acme.yaml", ConfigFolder.ACME.replace("${ACME_CLIENT_SECRET}", written))
                .with("empty", "\n");

        assertThat(config.problems("--BLANK="))
                .containsExactly("organizations/acme.yaml:4  identity-provider.client-secret" + expected);
    }

    static Stream<Arguments> inASecret() {
        return Stream.of(
                arguments("''", ": empty (expected: the secret's value)"),
                arguments("", ": empty (expected: a value, or leave the key out)"),
                arguments("${BLANK}", ": ${BLANK} is empty (expected: the secret's value)"),
                arguments("${NOWHERE}", ": ${NOWHERE} (expected: the variable NOWHERE to be set)"),
                arguments("file:empty", ": file:empty is empty (expected: the secret's value)"),
                arguments("file:nix", ": file:nix cannot be read (expected: a file with the secret in it)"),
                arguments("[]", ": empty (expected: the secret's value)"),
                arguments("[a, b, c]", ": 3 values (expected: one, or two while rotating)"),
                arguments("{a: b}", ": a section (expected: a single value)"),
                arguments("pa${ss", ": ${ that begins no variable (expected: ${VAR} or ${VAR:default})"));
    }

    @Test
    void aDemoSecretIsForLoopback() {
        config.with("organizations/acme.yaml", ConfigFolder.ACME.replace("${ACME_CLIENT_SECRET}", "demo-acme-secret"));

        assertThat(config.problems()).isEmpty();
        assertThat(config.problems("--gateway.public-url=https://portal.example.com"))
                .containsExactly("organizations/acme.yaml:4  identity-provider.client-secret: a demo secret"
                        + " (expected: one of your own; demo secrets are for loopback)");
    }

    /** Wherever a secret stands, also where it should not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "client-secret: {a: hunter2}",
                "client-secret: !hunter2 x",
                "client-secret: !hunter2!x x",
                "client-secret: *hunter2",
                "client-secret: &hunter2",
                "client-secret: [hunter2, hunter2, hunter2]",
                "client-secret: \"hunter2",
                "client-secret: hunter2: x",
                "client-secret: @hunter2",
                "client-secret: hunter2${",
                "client-secret: '${NOWHERE}hunter2'",
                "client-secrets: hunter2",
                "client-secret:hunter2",
                "{client-secret:hunter2}",
                "issuer: ${HUNTER}",
                "sign-out: ${HUNTER}",
                "scopes: '${HUNTER} x'",
            })
    @Proves("SEC-59")
    void aSecretIsNeverPrinted(String line) {
        config.with("organizations/acme.yaml", "identity-provider:\n  " + line + "\n  client-id: a\n")
                .with("gateway.yaml", "gateway.secret-key: hunter2");

        assertThat(config.problems("--HUNTER=hunter2")).isNotEmpty().allMatch(problem -> !problem.contains("hunter2"));
        assertThat(config.read("--HUNTER=hunter2").toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway:\n  secret-key: \"hunter2\n", "gateway:\n  secret-key: hunter2\n bad: [\n"})
    void aGatewayFileThatIsNotYamlIsOneLineWithoutTheTextAround(String yaml) {
        config.with("gateway.yaml", yaml).with("organizations/acme.yaml", "sso: maybe");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        Check.run(new String[] {"--config=" + directory}, new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines().toList())
                .hasSize(2)
                .allMatch(line -> !line.contains("hunter2"))
                .anyMatch(line -> line.contains("gateway.yaml:"))
                .anyMatch(line -> line.contains("acme.yaml:1"));
    }

    @Test
    void aliasesThatMultiplyAreRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 80; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }
        config.with("organizations/acme.yaml", bomb.toString());

        assertThat(config.problems()).hasSize(1);
    }

    @Test
    void aFileThatHoldsItselfIsRefusedLikeAnyOther() {
        config.with("organizations/acme.yaml", "members: &a\n  email-domains: *a\n");

        assertThat(config.problems()).isNotEmpty();
    }

    private static String secret(Reading reading) {
        Organization acme = reading.valid().organizations().all().iterator().next();
        return acme.identityProvider().orElseThrow().clientSecrets().get(0).reveal();
    }

    private static String provider(String secret) {
        return ConfigFolder.ACME.replace("${ACME_CLIENT_SECRET}", secret);
    }
}

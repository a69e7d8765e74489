package io.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./gateway check --explain}, as an operator sees it. */
class ExplanationTests {

    private record Answer(int exitCode, String text) {}

    @TempDir
    Path directory;

    @BeforeEach
    void aConfiguration() throws IOException {
        Files.createDirectories(directory.resolve("organizations"));
        Files.writeString(directory.resolve("gateway.yaml"), "gateway: {}\n");
        Files.writeString(directory.resolve("organizations/acme.yaml"), """
                admins: [root@acme.com]
                roles: {grant: {viewer: [support, sales], admin: [platform-team]}}
                """);
        Files.writeString(directory.resolve("routes.yaml"), """
                routes:
                  portal:
                    path: /{organization}/portal/**
                    upstream: http://portal.internal:7007
                    rules:
                      - {path: /healthz, allow: anyone}
                      - {path: /admin/**, methods: GET, allow: [viewer, admin]}
                      - {path: /admin/**, allow: [admin, {groups: ops, claims: {department: eng}}]}
                      - {path: /old/**, allow: nobody}
                """);
    }

    @Test
    void saysWhichRuleDecidesAndWhatItAsksFor() {
        Answer answer = explain("acme", "alice@acme.com", "GET", "/acme/portal/admin/users?page=2");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.text()).isEqualTo("""
                GET /acme/portal/admin/users, alice@acme.com of acme

                Route portal, /{organization}/portal/**. The first rule whose path and methods the request has decides:

                    rules[0]  /healthz             anyone
                =>  rules[1]  GET /admin/**        members with roles: [viewer, admin]
                    rules[2]  /admin/**            members with roles: [admin], or groups: [ops] and claims.department: [eng]
                    rules[3]  /old/**              nobody
                    access    every other request  members

                Who they are is not known here. What they would need:
                  roles: [viewer, admin]
                    viewer: groups: [sales, support]
                    admin: groups: [platform-team], or an address under admins
                Say it with --roles, --groups or --claims NAME=VALUE to have the answer.
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alice@acme.com | GET  | /acme/portal/admin   | --groups=support                          | Let through.",
                "alice@acme.com | POST | /acme/portal/admin   | --groups=support                          | Refused with 403 (GH-3005)",
                "alice@acme.com | POST | /acme/portal/admin   | --roles=viewer,admin                      | Let through.",
                "alice@acme.com | POST | /acme/portal/admin   | --groups=ops --claims=department=eng      | Let through.",
                "alice@acme.com | POST | /acme/portal/admin   | --groups=ops                              | Refused with 403 (GH-3005)",
                "root@acme.com  | POST | /acme/portal/admin   | --groups=                                 | Let through.",
                "alice@acme.com | GET  | /acme/portal/ADMIN   | --roles=admin                             | Refused with 404 (GH-1003)",
                "alice@acme.com | GET  | /acme/portal/old     | --roles=admin                             | Refused with 404 (GH-1003)",
                "alice@acme.com | GET  | /acme/portal/        | --groups=                                 | Let through.",
                "stranger       | GET  | /acme/portal/healthz |                                           | Let through.",
                "stranger       | GET  | /acme/portal/        |                                           | They are sent to sign in",
                "stranger       | GET  | /acme/portal/a;b     |                                           | refused with 400 (GH-1001)",
            })
    void answersForWhatIsKnownOfThem(String person, String method, String path, String facts, String expected) {
        Answer answer = explain(Stream.concat(
                        Stream.of("acme", person, method, path),
                        facts == null ? Stream.empty() : Arrays.stream(facts.split(" ")))
                .toArray(String[]::new));

        assertThat(answer.exitCode()).isEqualTo(expected.startsWith("Let through") ? 0 : 3);
        assertThat(answer.text()).contains(expected);
    }

    @Test
    void whoIsNamedUnderAdminsIsKnown() {
        assertThat(explain("acme", "root@acme.com", "POST", "/acme/portal/admin")
                        .text())
                .contains("Let through.");
        assertThat(explain("acme", "alice@acme.com", "POST", "/acme/portal/admin")
                        .text())
                .contains("Who they are is not known here.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "acme alice@acme.com GET            | check: 3 words (expected: --explain ORGANIZATION PERSON METHOD PATH",
                "initech alice@acme.com GET /acme/  | check: initech: no such organization (expected: one of acme)",
                "acme alice GET /acme/portal/       | check: alice (expected: an e-mail address, or stranger)",
                "acme alice@acme.com get /acme/     | check: get (expected: a method such as GET, in capital letters)",
                "acme alice@acme.com GET acme/      | check: acme/ (expected: a path that begins with /)",
                "acme alice@acme.com GET /acme/portal/ --roles=boss | check: --roles boss (expected: a role of acme: admin, member, viewer)",
                "acme alice@acme.com GET /portal/   | check: /portal/ (expected: a path that begins with /acme/)",
            })
    void whatItDoesNotUnderstandItSays(String words, String expected) {
        Answer answer = explain(words.split(" "));

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.text()).startsWith(expected);
    }

    @Test
    void ofSeveralProvidersTheAddressOrAnOptionSaysWhichOneAPersonIsAt() throws IOException {
        Files.writeString(directory.resolve("organizations/acme.yaml"), """
                identity-providers:
                  staff:
                    {issuer: https://acme.okta.com, client-id: a, client-secret: s, email-domains: [acme.com],
                     roles: {grant: {admin: [platform-team], viewer: [support]}}}
                  partners: {issuer: https://login.partner.example, client-id: a, client-secret: s}
                """);

        assertThat(explain("acme", "a@acme.com", "POST", "/acme/portal/admin", "--groups=platform-team")
                        .text())
                .contains("a@acme.com of acme/staff", "Let through.");
        assertThat(explain(
                                "acme",
                                "a@acme.com",
                                "POST",
                                "/acme/portal/admin",
                                "--groups=platform-team",
                                "--provider=partners")
                        .text())
                .contains("a@acme.com of acme/partners", "Refused with 403 (GH-3005)");
        assertThat(explain("acme", "eve@partner.example", "GET", "/acme/portal/")
                        .text())
                .contains("--provider  (expected: one of staff, partners)");
    }

    private Answer explain(String... words) {
        String[] arguments = Stream.concat(
                        Stream.of("--config", directory.toString(), "--explain"), Arrays.stream(words))
                .toArray(String[]::new);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int exitCode = Check.run(arguments, new PrintStream(printed, true, StandardCharsets.UTF_8));
        return new Answer(exitCode, printed.toString(StandardCharsets.UTF_8));
    }
}

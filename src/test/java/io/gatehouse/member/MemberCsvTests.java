package io.gatehouse.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.member.Invitations.Wanted;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.RoleMapping;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberCsvTests {

    private static final Instant NOW = Instant.parse("2026-11-26T07:00:00Z");

    private final RoleMapping roles = TestOrganizations.acme().roles();

    @Test
    void readsAddressesWithRolesAndWithout() {
        MemberCsv.Read read = MemberCsv.read("email,role\r\nbob@acme.com,developer\n\ncarol@acme.com\n", roles);

        assertThat(read.wanted()).containsExactly(wanted("bob@acme.com", "developer"), wanted("carol@acme.com", ""));
        assertThat(read.problems()).isEmpty();
    }

    @Test
    void takesTheHeadingThatTheFormNames() {
        MemberCsv.Read read = MemberCsv.read("Address;Role\nbob@acme.com;developer", roles);

        assertThat(read.wanted()).containsExactly(wanted("bob@acme.com", "developer"));
        assertThat(read.problems()).isEmpty();
    }

    @Test
    void namesEachLineThatIsNobody() {
        MemberCsv.Read read = MemberCsv.read("bob@acme.com@evil.example\nok@acme.com,boss\nok@acme.com,admin", roles);

        assertThat(read.wanted()).containsExactly(wanted("ok@acme.com", "admin"));
        assertThat(read.problems())
                .containsExactly(
                        "Line 1: bob@acme.com@evil.example is no e-mail address.",
                        "Line 2: boss is no role here. There are: admin, developer, member.");
    }

    @Test
    void readsWhatASpreadsheetWrites() {
        MemberCsv.Read read =
                MemberCsv.read("\uFEFFEmail;Role;Name\r\n\"bob@acme.com\";admin;\"Bob; the first\"\r\n", roles);

        assertThat(read.wanted()).containsExactly(wanted("bob@acme.com", "admin"));
        assertThat(read.problems()).isEmpty();
    }

    @Test
    void whoStandsThereTwiceIsWantedOnceAndSaid() {
        MemberCsv.Read read = MemberCsv.read("bob@acme.com,admin\ncarol@acme.com\nBOB@acme.com\n", roles);

        assertThat(read.wanted()).containsExactly(wanted("bob@acme.com", "admin"), wanted("carol@acme.com", ""));
        assertThat(read.problems()).containsExactly("Line 3: bob@acme.com is on line 1 already.");
    }

    @Test
    @Proves("SEC-MEMBER-1")
    void howeverManyLinesAreWrongAPersonCanReadWhatIs() {
        MemberCsv.Read read = MemberCsv.read("x\n".repeat(100_000) + "y".repeat(100_000), roles);

        assertThat(read.problems()).hasSize(101).last().asString().contains("99901 more lines");
        assertThat(String.join("", read.problems())).hasSizeLessThan(50_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", " =1"})
    @Proves("SEC-92")
    void aNameIsNoFormula(String name) {
        assertThat(MemberCsv.rows(List.of(member("bob@acme.com", name)))).contains("\"'" + name + "\"");
    }

    @Test
    @Proves("SEC-92")
    void aNameCannotEndItsField() {
        assertThat(MemberCsv.rows(List.of(member("bob@acme.com", "Bob\",=1+1,\""))))
                .contains("\"Bob\"\",=1+1,\"\"\"");
    }

    @Test
    void whatItHasWrittenItReads() {
        String csv = MemberCsv.rows(List.of(member("bob@acme.com", "Bob"), member("+tag@acme.com", "=1")));

        assertThat(MemberCsv.read(csv, roles).wanted())
                .containsExactly(wanted("bob@acme.com", "developer"), wanted("+tag@acme.com", "developer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "\u0085", "\u2028", "\u000b"})
    @Proves("SEC-92")
    void aNameIsNoRowOfItsOwn(String newLine) {
        String csv = MemberCsv.rows(List.of(member("bob@acme.com", "Eve" + newLine + "eve@acme.com,admin,")));

        assertThat(MemberCsv.read(csv, roles).wanted()).containsExactly(wanted("bob@acme.com", "developer"));
    }

    private static Wanted wanted(String address, String role) {
        return new Wanted(new EmailAddress(address), Optional.of(role).filter(text -> !text.isEmpty()));
    }

    private static Member member(String address, String name) {
        return new Member(
                "m",
                Member.State.ACTIVE,
                Optional.of(new PersonId("https://login.acme.example", "1")),
                name,
                Optional.of(new EmailAddress(address)),
                Optional.of("developer"),
                Optional.of(new Invitation(new EmailAddress(address), "alice", NOW, NOW)),
                NOW,
                Optional.of(NOW),
                Optional.empty());
    }
}

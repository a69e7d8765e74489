package io.gatehouse.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.mail.Delivery;
import io.gatehouse.mail.Mail;
import io.gatehouse.member.Invitation;
import io.gatehouse.member.Invitation.Mailing;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.branding.Branding;
import io.gatehouse.organization.branding.Support;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.text.Languages;
import io.gatehouse.text.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class InvitationTests {

    private static final Instant UNTIL = Instant.parse("2026-12-10T09:00:00Z");
    private static final Words ENGLISH = Languages.english();

    private final TestClock clock = new TestClock();
    private final InvitationText text = new InvitationText(PublicUrl.parse("https://portal.example.com"));
    private final Organization acme = TestOrganizations.titled(TestOrganizations.acme(), "Acme");
    private final List<Mail> sent = new ArrayList<>();
    private Delivery delivery = Delivery.SENT;
    private final MailedInvitations post = new MailedInvitations(
            mail -> Mono.fromSupplier(() -> {
                sent.add(mail);
                return delivery;
            }),
            text,
            new MailAllowance(5, clock));

    @Test
    void itSaysWhoInvitesWhereToAsWhomAndUntilWhen() {
        Organization helped = acme.branded(
                new Branding(Optional.empty(), Optional.empty(), Optional.of(new Support("help@acme.com"))));

        assertThat(text.body(helped, invitation("alice@acme.com"), ENGLISH)).isEqualTo("""
                alice@acme.com invites you to Acme.

                Sign in here by December 10, 2026, as bob@partner.example:
                https://portal.example.com/organizations/acme/oidc/login

                If you did not expect this, there is nothing to do: the invitation ends by itself.
                Questions? help@acme.com
                """);
        assertThat(text.subject(helped, ENGLISH)).isEqualTo("Invitation to Acme");
    }

    @ParameterizedTest
    @CsvSource({"de, bis zum 10. Dezember 2026", "fr, 10 décembre 2026", "es, by December 10"})
    void itIsInTheLanguageOfWhoeverInvites(String language, String day) {
        assertThat(text.body(acme, invitation("alice"), Languages.wanted(language)))
                .contains(day);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set-up link 5600e5a74526014501886e37",
                "API key of the deploy job",
                "You have won! Go to evil.example",
                "https://evil.example",
                "alice\r\nGo elsewhere",
                "alice\u202E"
            })
    @Proves("SEC-MAIL-5")
    void whateverIsNoUserNameInvitesNamelessly(String by) {
        assertThat(text.body(acme, invitation(by), ENGLISH))
                .startsWith("You are invited to Acme.\n")
                .doesNotContain("evil", "elsewhere", "set-up");
    }

    @Test
    @Proves("SEC-MAIL-5")
    void anOrganizationsNameIsNoLinkAndNoSecondLine() {
        Organization odd =
                TestOrganizations.titled(acme, "Acme\r\n\r\nhttps://evil.example/win <b>\u202E" + "x".repeat(100));

        assertThat(text.body(odd, invitation("alice"), ENGLISH))
                .startsWith("alice invites you to Acme https evil. example win b xxxxx")
                .doesNotContain("x".repeat(60), "\r", "://evil", "evil.example", "\u202E");
        assertThat(text.subject(odd, ENGLISH)).startsWith("Invitation to Acme https evil. example win");
    }

    @Test
    @Proves("SEC-MAIL-5")
    void aUserNameIsNoLink() {
        assertThat(text.body(acme, invitation("evil.example"), ENGLISH))
                .startsWith("evil. example invites you to Acme.")
                .doesNotContain("evil.example");
    }

    @Test
    @Proves("SEC-MAIL-5")
    void aPageWhereAnAdminSaysThatThereIsHelpIsNoLinkOfAMail() {
        Organization helped = acme.branded(
                new Branding(Optional.empty(), Optional.empty(), Optional.of(new Support("https://evil.example/win"))));

        assertThat(text.body(helped, invitation("alice"), ENGLISH)).doesNotContain("evil.example");
    }

    @Test
    @Proves("SEC-MAIL-6")
    void anAdminCannotFloodOnesMailboxNorEverybodys() {
        for (int i = 0; i < 3; i++) {
            assertThat(send(acme, "bob@partner.example")).isEqualTo(Mailing.SENT);
        }
        assertThat(send(acme, "bob@partner.example")).isEqualTo(Mailing.TOO_MANY);
        assertThat(send(acme, "carol@partner.example")).isEqualTo(Mailing.SENT);
        assertThat(send(acme, "dan@partner.example")).isEqualTo(Mailing.TOO_MANY);
        assertThat(send(TestOrganizations.globex(), "dan@partner.example")).isEqualTo(Mailing.SENT);
        assertThat(sent).hasSize(5);

        clock.pass(Duration.ofMinutes(61));
        assertThat(send(acme, "bob@partner.example")).isEqualTo(Mailing.SENT);
    }

    @Test
    @Proves("SEC-MAIL-7")
    void anAdminDoesNotLearnWhichAddressesTheMailServerKnows() {
        delivery = Delivery.REFUSED;
        Mailing nobody = send(acme, "nobody@operator.example");
        delivery = Delivery.AWAY;

        assertThat(send(acme, "somebody@operator.example")).isEqualTo(nobody).isEqualTo(Mailing.FAILED);
    }

    private Mailing send(Organization organization, String address) {
        Invitation invitation = new Invitation(new EmailAddress(address), "alice", UNTIL.minusSeconds(9), UNTIL);
        return post.send(organization, invitation, ENGLISH).blockOptional().orElseThrow();
    }

    private static Invitation invitation(String by) {
        return new Invitation(new EmailAddress("bob@partner.example"), by, UNTIL.minusSeconds(9), UNTIL);
    }
}

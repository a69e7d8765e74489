package io.gatehouse.invitation;

import io.gatehouse.audit.OneLine;
import io.gatehouse.login.Login;
import io.gatehouse.member.Invitation;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.branding.Support;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.text.Words;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The words of an invitation, for a mail and for an admin's clipboard. Names in it are other people's texts, and the mail is sent
 * in the operator's name to anybody: nobody gets a sentence or a link of their own into it.
 */
public final class InvitationText {

    private static final int LONGEST_TITLE = 60;

    /** What would make an address of a title: mail programs make links of {@code evil.example} too. */
    private static final Pattern OF_LINKS = Pattern.compile("[\\s/\\\\:<>@]+|(?<=\\.)(?=\\S)");

    /** As user names and e-mail addresses are; a set-up link, a program and a sentence invite without a name. */
    private static final Pattern ONE_WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}._%+@'-]{1,80}");

    private final PublicUrl publicUrl;

    /** @param publicUrl that links begin with, whatever a request says */
    public InvitationText(PublicUrl publicUrl) {
        this.publicUrl = publicUrl;
    }

    public String subject(Organization organization, Words words) {
        return words.plain("invitation.subject", Map.of("organization", title(organization)));
    }

    /** The link is the organization's own sign-in, and the same for everybody: nothing in it is a secret. */
    public String body(Organization organization, Invitation invitation, Words words) {
        boolean byName = ONE_WORD.matcher(invitation.by()).matches();
        Map<String, String> values = Map.of(
                "organization", title(organization),
                "who", who(invitation.by()),
                "address", invitation.address().value(),
                "day", day(invitation, words));
        String link = Login.address(organization.home(publicUrl), organization.name(), Optional.empty())
                .toString();
        return words.plain(byName ? "invitation.by" : "invitation.by-nobody", values) + "\n\n"
                + words.plain("invitation.how", values) + "\n" + link + "\n\n"
                + words.plain("invitation.unexpected", values) + "\n"
                + organization
                        .branding()
                        .support()
                        .map(Support::address)
                        .filter(address -> EmailAddress.parse(address).isPresent() || isOperators(organization))
                        .map(address -> words.plain("invitation.support", Map.of("support", address)) + "\n")
                        .orElse("");
    }

    private static String who(String by) {
        return EmailAddress.parse(by).isPresent() ? by : OF_LINKS.matcher(by).replaceAll(" ");
    }

    /** A page of the operator's choice; an admin's would be the link of their own. */
    private static boolean isOperators(Organization organization) {
        return organization.inFile().contains("branding.support");
    }

    private static String title(Organization organization) {
        return OF_LINKS.matcher(OneLine.of(organization.title(), LONGEST_TITLE)).replaceAll(" ");
    }

    private static String day(Invitation invitation, Words words) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(Locale.forLanguageTag(words.language()))
                .withZone(ZoneOffset.UTC)
                .format(invitation.until());
    }
}

package io.gatehouse.console.general;

import io.gatehouse.organization.Membership;
import io.gatehouse.organization.Membership.Admit;
import io.gatehouse.organization.Organization;
import io.gatehouse.settings.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The answers to who becomes a member by signing in. By e-mail domains only where the operator has listed some. */
final class AdmitChoice {

    private AdmitChoice() {}

    /** As the operator's file writes it. */
    static String word(Admit admit) {
        return admit.name().toLowerCase(Locale.ROOT);
    }

    /** Empty for what cannot be chosen. */
    static Optional<Admit> chosen(String word, Membership members) {
        return Arrays.stream(Admit.values())
                .filter(admit -> word(admit).equals(word) && isOpen(admit, members))
                .findFirst();
    }

    /** For the template; what counts now is marked. */
    static List<Map<String, Object>> all(Organization organization, Settings settings) {
        Admit present = settings.laidOver(organization).members().admit();
        return Arrays.stream(Admit.values())
                .map(admit -> Map.<String, Object>of(
                        "word", word(admit),
                        "title", title(admit),
                        "hint", hint(admit, organization.members()),
                        "open", isOpen(admit, organization.members()),
                        "chosen", admit == present))
                .toList();
    }

    private static boolean isOpen(Admit admit, Membership members) {
        return admit != Admit.DOMAINS || !members.emailDomains().isEmpty();
    }

    private static String title(Admit admit) {
        return switch (admit) {
            case ANYONE -> "Everybody who can sign in at your identity provider";
            case DOMAINS -> "Everybody with an e-mail address of yours";
            case INVITED -> "Only who is invited";
        };
    }

    private static String hint(Admit admit, Membership members) {
        return switch (admit) {
            case ANYONE -> "Your identity provider decides whom it lets in.";
            case DOMAINS ->
                isOpen(admit, members)
                        ? "In " + members.emailDomains().stream().sorted().collect(Collectors.joining(", "))
                                + ", if your identity provider vouches for it. Everybody else has to be invited."
                        : "Your operator has listed no e-mail domains for you.";
            case INVITED -> "By their e-mail address, on the page Members.";
        };
    }
}

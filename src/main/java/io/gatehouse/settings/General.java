package io.gatehouse.settings;

import io.gatehouse.organization.Membership;
import io.gatehouse.organization.Membership.Admit;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.branding.Branding;
import io.gatehouse.organization.branding.Title;
import java.util.Optional;

/**
 * What was entered of an organization besides how its people sign in: its name, how its pages look and whom it admits. What
 * is empty was not entered. Each counts unless the operator's file has its key.
 *
 * @param name for people
 * @param branding logo, accent and support address
 * @param admit whom it lets in who is not a member yet; the e-mail domains are the operator's alone
 */
public record General(Optional<Title> name, Branding branding, Optional<Admit> admit) {

    public static final General NONE = new General(Optional.empty(), Branding.NONE, Optional.empty());

    /** The keys of the operator's file that take these out of the console's hands, as {@link Organization#inFile} has them. */
    public static final String NAME = "name";

    public static final String LOGO = "branding.logo";

    /** Of both colours: one alone could not be seen on the pages that the other is for. */
    public static final String ACCENT = "branding.accent";

    public static final String SUPPORT = "branding.support";

    public static final String ADMIT = "members.admit";

    public General with(Branding look) {
        return new General(name, look, admit);
    }

    public General with(Admit whom) {
        return new General(name, branding, Optional.of(whom));
    }

    Organization laidOver(Organization file) {
        Branding written = file.branding();
        return file.with(
                present(file, NAME, name).map(Title::text).orElse(file.title()),
                new Branding(
                        present(file, LOGO, branding.logo()).or(written::logo),
                        present(file, ACCENT, branding.accent()).or(written::accent),
                        present(file, SUPPORT, branding.support()).or(written::support)),
                present(file, ADMIT, admit)
                        .map(whom -> members(whom, file.members()))
                        .orElse(file.members()));
    }

    private static <T> Optional<T> present(Organization file, String key, Optional<T> entered) {
        return entered.filter(unused -> !file.inFile().contains(key));
    }

    /** Where the operator has taken the domains away by which people came in, nobody does who is not invited. */
    private static Membership members(Admit entered, Membership file) {
        boolean withoutDomains = entered == Admit.DOMAINS && file.emailDomains().isEmpty();
        return new Membership(withoutDomains ? Admit.INVITED : entered, file.emailDomains());
    }
}

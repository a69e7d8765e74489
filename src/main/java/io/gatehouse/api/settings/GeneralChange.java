package io.gatehouse.api.settings;

import io.gatehouse.api.Mistake;
import io.gatehouse.api.settings.SettingsChange.Done;
import io.gatehouse.audit.Happening;
import io.gatehouse.organization.Membership;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.branding.Branding;
import io.gatehouse.organization.branding.Logo;
import io.gatehouse.organization.branding.Title;
import io.gatehouse.settings.General;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What becomes of an organization's name, its look and whom it admits; of the two sections each key has an owner of its own. */
final class GeneralChange {

    private final Organization file;
    private final Organization before;
    private final Organization read;
    private final List<Mistake> mistakes = new ArrayList<>();
    private final List<Done> done = new ArrayList<>();
    private final Map<String, String> look = new TreeMap<>();
    private General general;

    GeneralChange(Organization file, Organization before, Organization read, General general) {
        this.file = file;
        this.before = before;
        this.read = read;
        this.general = general;
    }

    General general() {
        return general;
    }

    List<Done> done() {
        return List.copyOf(done);
    }

    /** @param wanted empty to take the entered one away */
    void name(Optional<Title> wanted) {
        general = new General(wanted, general.branding(), general.admit());
        look.put(General.NAME, wanted.map(Title::text).orElse("-"));
    }

    void branding() {
        Branding now = before.branding();
        Branding then = read.branding();
        if (isChanged(General.LOGO, now.logo(), then.logo())) {
            general = general.with(general.branding().with(then.logo()));
            done.add(new Done(
                    then.logo().isPresent() ? Happening.LOGO_CHANGED : Happening.LOGO_REMOVED,
                    then.logo()
                            .map(Logo::toString)
                            .map(logo -> Map.of("logo", logo))
                            .orElse(Map.of())));
        }
        Branding entered = general.branding();
        if (isChanged(General.ACCENT, now.accent(), then.accent())) {
            entered = new Branding(entered.logo(), then.accent(), entered.support());
            look.put(
                    "accent",
                    then.accent().map(accent -> accent.light().value()).orElse("-"));
        }
        if (isChanged(General.SUPPORT, now.support(), then.support())) {
            entered = new Branding(entered.logo(), entered.accent(), then.support());
            look.put("support", then.support().map(support -> support.address()).orElse("-"));
        }
        general = general.with(entered);
    }

    void members() {
        Membership now = before.members();
        Membership then = read.members();
        if (!now.emailDomains().equals(then.emailDomains())) {
            mistakes.add(
                    new Mistake("members.email-domains", "is the operator’s alone (expected: as it is, or left out)"));
        }
        if (isChanged(General.ADMIT, now.admit(), then.admit())) {
            general = general.with(then.admit());
            done.add(new Done(
                    Happening.ADMISSION_CHANGED,
                    Map.of("admit", then.admit().name().toLowerCase(Locale.ROOT))));
        }
    }

    /** Says what was not for them to change. */
    void end() {
        Mistake.refuse(mistakes);
        if (!look.isEmpty()) {
            done.add(new Done(Happening.LOOK_CHANGED, look));
        }
    }

    private boolean isChanged(String key, Object now, Object then) {
        if (now.equals(then)) {
            return false;
        }
        if (file.inFile().contains(key)) {
            mistakes.add(new Mistake(key, SettingsChange.IN_FILE));
        }
        return true;
    }
}

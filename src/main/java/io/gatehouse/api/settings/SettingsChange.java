package io.gatehouse.api.settings;

import io.gatehouse.api.Mistake;
import io.gatehouse.audit.Happening;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.Sso;
import io.gatehouse.organization.branding.Title;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.settings.General;
import io.gatehouse.settings.RoleGrants;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SignOn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What somebody wants an organization's settings to be, carried out under the rules of the settings pages: the operator's file
 * has the last word, somebody stays admin, and nobody signs in with what no admin has tested.
 */
final class SettingsChange {

    /** Something that was done, for the audit. */
    record Done(Happening happening, Map<String, String> facts) {}

    static final String IN_FILE = "stands in the operator’s file (expected: as it is there, or left out)";

    private static final String SEVERAL = "identity-providers";

    /** Of these the operator's file and the admins may each have some. */
    static final String ADMINS = "admins";

    static final String BRANDING = "branding";
    static final String MEMBERS = "members";
    private static final Set<String> SHARED = Set.of(ADMINS, BRANDING, MEMBERS);

    /** What can be changed here, where the operator's file does not say it. */
    static final Set<String> OURS =
            Set.of(General.NAME, Settings.SSO, ADMINS, Settings.IDENTITY_PROVIDER, BRANDING, MEMBERS, Settings.ROLES);

    private final SettingsFile form;
    private final Organization file;
    private final Organization before;
    private final List<Done> done = new ArrayList<>();
    private Settings settings;

    /** @param file as the operator has it */
    SettingsChange(SettingsFile form, Organization file, Settings settings) {
        this.form = form;
        this.file = file;
        this.before = settings.laidOver(file);
        this.settings = settings;
    }

    /** As they are afterwards. */
    Settings settings() {
        return settings;
    }

    List<Done> done() {
        return List.copyOf(done);
    }

    /** {@link Refusal} when a rule is against it: then nothing of it is done. */
    void make(Map<String, Object> wanted) {
        Map<String, Object> present = form.keys(before);
        Map<String, Object> sent = new LinkedHashMap<>(wanted);
        sent.keySet().removeIf(key -> isSame(key, present, wanted));
        Organization read = form.read(file.name(), sent);
        Set<String> changed = changed(present, wanted, sent.keySet(), form.keys(read));
        Mistake.refuse(notOurs(changed));
        Mistake.refuse(ofSeveral(present, wanted));
        general(read, changed, wanted.containsKey(General.NAME));
        if (changed.contains(Settings.ROLES)) {
            roles(RoleGrants.of(read.roles()));
        }
        if (changed.contains(ADMINS)) {
            admins(read);
        }
        signOn(read, changed);
        if (changed.contains(Settings.SSO) && read.sso() != before.sso()) {
            letIn(read.sso());
        }
    }

    /** The order of the roles counts, and their map does not compare it. */
    private boolean isSame(String key, Map<String, Object> present, Map<String, Object> wanted) {
        boolean ordered =
                key.equals(Settings.ROLES) && !file.inFile().contains(Settings.ROLES) && !present.containsKey(SEVERAL);
        return !ordered && Objects.equals(wanted.get(key), present.get(key));
    }

    /** What another spelling, or a default that is written out, does not make another. A secret is not seen there. */
    private static Set<String> changed(
            Map<String, Object> present, Map<String, Object> wanted, Set<String> sent, Map<String, Object> read) {
        Set<String> changed = new LinkedHashSet<>(sent);
        present.keySet().stream().filter(key -> !wanted.containsKey(key)).forEach(changed::add);
        changed.removeIf(key -> !key.equals(Settings.IDENTITY_PROVIDER)
                && !key.equals(Settings.ROLES)
                && Objects.equals(present.get(key), read.get(key)));
        return changed;
    }

    private List<Mistake> notOurs(Set<String> changed) {
        List<Mistake> mistakes = new ArrayList<>();
        for (String key : changed) {
            if (isInFile(file, key)) {
                mistakes.add(new Mistake(key, IN_FILE));
            } else if (!OURS.contains(key)) {
                mistakes.add(new Mistake(key, "is the operator’s alone (expected: as it is, or left out)"));
            }
        }
        return mistakes;
    }

    /** Which of several a key would be about, one that knows of one does not say. */
    private static List<Mistake> ofSeveral(Map<String, Object> present, Map<String, Object> wanted) {
        return Stream.of(Settings.IDENTITY_PROVIDER, Settings.ROLES)
                .filter(key -> present.containsKey(SEVERAL) && !Objects.equals(present.get(key), wanted.get(key)))
                .map(key -> new Mistake(key, "with several identity providers (expected: on the settings pages)"))
                .toList();
    }

    /** Who gets in is said where it is said with what they sign in. */
    static boolean isInFile(Organization file, String key) {
        return !SHARED.contains(key) && file.inFile().contains(key)
                || key.equals(Settings.SSO) && file.inFile().contains(Settings.IDENTITY_PROVIDER);
    }

    private void general(Organization read, Set<String> changed, boolean named) {
        GeneralChange change = new GeneralChange(file, before, read, settings.general());
        if (changed.contains(General.NAME)) {
            change.name(named ? Optional.of(new Title(read.title())) : Optional.empty());
        }
        if (changed.contains(BRANDING)) {
            change.branding();
        }
        if (changed.contains(MEMBERS)) {
            change.members();
        }
        change.end();
        settings = settings.enter(change.general());
        done.addAll(change.done());
    }

    private void roles(RoleGrants wanted) {
        if (wanted.equals(RoleGrants.of(before.roles()))) {
            return;
        }
        refuseWithoutAdmin(wanted);
        settings = settings.stageRoles(wanted).takeStagedRoles();
        done.add(new Done(Happening.ROLES_TAKEN, wanted.told()));
    }

    /** By issuer and subject; who is admin by an address, only the operator says. */
    private void admins(Organization read) {
        if (!read.admins().equals(before.admins())) {
            throw Mistake.refusal(
                    ADMINS,
                    "an e-mail address (expected: ISSUER#SUBJECT; addresses stand in the operator’s file alone)");
        }
        for (PersonId person : read.boundAdmins()) {
            if (!before.boundAdmins().contains(person)) {
                settings = settings.withAdmin(person);
                done.add(new Done(Happening.ADMIN_BOUND, facts(person)));
            }
        }
        for (PersonId person : before.boundAdmins()) {
            if (!read.boundAdmins().contains(person)) {
                remove(person);
            }
        }
    }

    private void remove(PersonId person) {
        if (!settings.admins().contains(person)) {
            throw Mistake.refusal(ADMINS, person + " stands in the operator’s file (expected: left there)");
        }
        settings = settings.withoutAdmin(person);
        done.add(new Done(Happening.ADMIN_REMOVED, facts(person)));
        refuseWithoutAdmin(settings.roles().live().orElseGet(() -> RoleGrants.of(file.roles())));
    }

    private static Map<String, String> facts(PersonId person) {
        return Map.of("issuer", person.issuer(), "subject", person.subject());
    }

    private void refuseWithoutAdmin(RoleGrants grants) {
        if (!settings.leavesAnAdmin(file, grants)) {
            throw Refusal.of(Problem.LAST_ADMIN, "api: " + file.name() + ": nobody would be admin");
        }
    }

    private void signOn(Organization read, Set<String> changed) {
        boolean otherClaim = changed.contains(Settings.ROLES)
                && !read.roles().claim().equals(before.roles().claim());
        if (changed.contains(Settings.IDENTITY_PROVIDER) || otherClaim) {
            WantedSignOn wanted = new WantedSignOn(file, before, settings);
            place(
                    changed.contains(Settings.IDENTITY_PROVIDER)
                            ? wanted.of(read, changed.contains(Settings.ROLES))
                            : wanted.withClaim(read.roles().claim()));
        }
    }

    /**
     * Live at once is what an admin has passed a test of, and the very first one while nobody gets in yet: everything else is
     * staged until an admin has tried it out in a browser.
     */
    private void place(SignOn wanted) {
        Optional<SignOn> live = settings.live();
        if (live.filter(wanted::equals).isPresent()) {
            if (settings.staged().isPresent()) {
                settings = settings.discardStaged();
                done.add(new Done(Happening.SIGN_ON_DISCARDED, Map.of()));
            }
            return;
        }
        boolean isNew = settings.staged().filter(wanted::equals).isEmpty();
        settings = settings.stage(wanted);
        boolean first = live.isEmpty() && before.sso() == Sso.OFF;
        if (first || settings.proofOf(file).isPresent()) {
            settings = settings.takeStaged();
            done.add(new Done(Happening.SIGN_ON_TAKEN, Map.of()));
        } else if (isNew) {
            done.add(new Done(Happening.SIGN_ON_STAGED, Map.of()));
        }
    }

    private void letIn(Sso wanted) {
        if (wanted != Sso.OFF && settings.proofOf(file).isEmpty()) {
            throw Refusal.of(
                    Problem.NOT_TESTED,
                    "api: " + file.name() + ": sso (expected: a test of the present sign-on, passed by an admin)");
        }
        settings = (wanted == Sso.OFF ? settings : settings.takeStaged()).letIn(wanted);
        done.add(new Done(happening(wanted), Map.of()));
    }

    private static Happening happening(Sso wanted) {
        return switch (wanted) {
            case OFF -> Happening.SSO_OFF;
            case PILOT -> Happening.SSO_PILOT;
            case ENFORCED -> Happening.SSO_ENFORCED;
        };
    }
}

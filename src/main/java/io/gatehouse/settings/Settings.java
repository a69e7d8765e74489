package io.gatehouse.settings;

import io.gatehouse.identity.Identity;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.NamedProvider;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.organization.Sso;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * All that is kept of one organization, as it stands at one version.
 *
 * @param live what people sign in with; empty until a first one has been taken
 * @param staged what has been entered since and is not live yet
 * @param before what was live before the present one
 * @param sso who gets in; the operator's file has the last word where it says so
 * @param admins who has been made admin here
 * @param reports of the last tests, newest first, one of a sign-on; of which, each says itself
 * @param roles which values of the groups give which role
 * @param general its name, its look and whom it admits
 * @param others identity providers beside the first one, which the rest is about
 */
public record Settings(
        Optional<SignOn> live,
        Optional<SignOn> staged,
        Optional<SignOn> before,
        Sso sso,
        Set<PersonId> admins,
        List<TestReport> reports,
        EnteredRoles roles,
        General general,
        OtherProviders others) {

    /** What {@code identity-provider:} of the operator's file takes out of the console's hands. */
    public static final String IDENTITY_PROVIDER = "identity-provider";

    /** What {@code sso:} of the operator's file does likewise. */
    public static final String SSO = "sso";

    /** What {@code roles:} of the operator's file does likewise. */
    public static final String ROLES = "roles";

    private static final int MOST_REPORTS = 6;

    public Settings {
        admins = Set.copyOf(admins);
        reports = List.copyOf(reports);
        // What an earlier version has kept has none of these.
        roles = Objects.requireNonNullElse(roles, EnteredRoles.NONE);
        general = Objects.requireNonNullElse(general, General.NONE);
        others = Objects.requireNonNullElse(others, OtherProviders.NONE);
    }

    /** Where nothing has been entered: nobody signs in. */
    public static Settings none() {
        return new Settings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Sso.OFF,
                Set.of(),
                List.of(),
                EnteredRoles.NONE,
                General.NONE,
                OtherProviders.NONE);
    }

    /** What a test would test: the staged sign-on, else the live one. */
    public Optional<SignOn> present() {
        return staged.or(() -> live);
    }

    /** The organization of the operator's file with what is live here; what the file says stays as it is. */
    public Organization laidOver(Organization file) {
        return laidOver(file, live, roles.live());
    }

    /** The same as it would be if the present sign-on were live: what a test signs in to. */
    public Organization staged(Organization file) {
        return OtherProviders.first(laidOver(file, present(), roles.live()));
    }

    /** The same through each of the other identity providers, as it would be if that were live: what its test signs in to. */
    public List<Organization> stagedOthers(Organization file) {
        return others.list().stream()
                .flatMap(other -> takeOther(other.name()).laidOver(file).through(other.name()).stream())
                .toList();
    }

    /** The same as it would be if the staged roles counted. */
    public Organization withStagedRoles(Organization file) {
        return laidOver(file, live, roles.present());
    }

    private Organization laidOver(Organization file, Optional<SignOn> signOn, Optional<RoleGrants> grants) {
        boolean completed = !file.inFile().contains(IDENTITY_PROVIDER);
        RoleMapping written = OtherProviders.first(file)
                .identityProviders()
                .chosen()
                .map(NamedProvider::roles)
                .orElse(file.roles());
        Organization one = general.laidOver(completed ? file.with(List.of()) : file)
                .with(
                        completed && !file.inFile().contains(SSO) ? sso : file.sso(),
                        together(file.boundAdmins(), admins),
                        completed ? signOn.map(SignOn::identityProvider) : file.identityProvider(),
                        file.inFile().contains(ROLES)
                                ? written
                                : mapping(written, signOn.filter(unused -> completed), grants));
        return completed ? others.laidOver(one) : one;
    }

    private static Set<PersonId> together(Set<PersonId> some, Set<PersonId> others) {
        Set<PersonId> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }

    private static RoleMapping mapping(RoleMapping file, Optional<SignOn> signOn, Optional<RoleGrants> grants) {
        ClaimPath claim = signOn.map(SignOn::groups).orElse(file.claim());
        return grants.map(entered -> entered.mapping(claim))
                .orElseGet(() -> new RoleMapping(claim, file.fallback(), file.grants()));
    }

    public Settings stageRoles(RoleGrants entered) {
        return with(roles.stage(entered));
    }

    public Settings discardStagedRoles() {
        return with(roles.discardStaged());
    }

    /** The staged roles count from now on; living sessions follow. */
    public Settings takeStagedRoles() {
        return with(roles.takeStaged());
    }

    private Settings with(EnteredRoles present) {
        return new Settings(live, staged, before, sso, admins, reports, present, general, others);
    }

    /** Counts at once: nobody can be locked out by it, since admins are admitted always. */
    public Settings enter(General entered) {
        return new Settings(live, staged, before, sso, admins, reports, roles, entered, others);
    }

    /**
     * Whether somebody is admin by these roles, or otherwise: without anybody, nobody could change anything again.
     *
     * @param file the organization, for whom else it names
     */
    public boolean leavesAnAdmin(Organization file, RoleGrants grants) {
        return grants.makesAdmins()
                || !file.admins().isEmpty()
                || !file.boundAdmins().isEmpty()
                || !admins.isEmpty();
    }

    /** Entered, and not live before it has passed a test. */
    public Settings stage(SignOn entered) {
        return new Settings(live, Optional.of(entered), before, sso, admins, reports, roles, general, others);
    }

    public Settings discardStaged() {
        return new Settings(live, Optional.empty(), before, sso, admins, reports, roles, general, others);
    }

    public Settings tested(TestReport now) {
        List<TestReport> kept = new ArrayList<>(List.of(now));
        reports.stream()
                .filter(earlier -> earlier.passed() && !earlier.fingerprint().equals(now.fingerprint()))
                .limit(MOST_REPORTS - 1)
                .forEach(kept::add);
        return new Settings(live, staged, before, sso, admins, kept, roles, general, others);
    }

    /** The staged sign-on becomes the live one, and what was live the way back. */
    public Settings takeStaged() {
        return staged.map(taken -> new Settings(
                        staged, Optional.empty(), wayBack(taken), sso, admins, reports, roles, general, others))
                .orElse(this);
    }

    private Optional<SignOn> wayBack(SignOn taken) {
        return live.filter(present -> !present.equals(taken)).or(() -> before);
    }

    /** One click back; another click brings the present one again. What is staged goes. */
    public Settings goBack() {
        Optional<SignOn> nowLive = before;
        Optional<SignOn> wasLive = live;
        return before.isPresent()
                ? new Settings(nowLive, Optional.empty(), wasLive, sso, admins, reports, roles, general, others)
                : this;
    }

    public Settings letIn(Sso who) {
        return new Settings(live, staged, before, who, admins, reports, roles, general, others);
    }

    public Settings withoutAdmin(PersonId person) {
        Set<PersonId> fewer = new HashSet<>(admins);
        fewer.remove(person);
        return new Settings(live, staged, before, sso, fewer, reports, roles, general, others);
    }

    public Settings withAdmin(PersonId person) {
        Set<PersonId> more = new HashSet<>(admins);
        more.add(person);
        return new Settings(live, staged, before, sso, more, reports, roles, general, others);
    }

    /** Another identity provider, not live before it has passed a test. */
    public Settings stageOther(String name, OtherProvider.Entered entered) {
        return with(others.stage(name, entered));
    }

    /** It is live as it was tested; nobody's session ends by that. */
    public Settings takeOther(String name) {
        return with(others.taken(name));
    }

    /** The sessions that began there end. */
    public Settings withoutOther(String name) {
        return with(others.without(name));
    }

    /** What the first one is called, and believed about, beside others. */
    public Settings callFirst(OtherProvider.Label label) {
        return with(others.called(label));
    }

    private Settings with(OtherProviders present) {
        return new Settings(live, staged, before, sso, admins, reports, roles, general, present);
    }

    /** What the present sign-on of this organization comes to, with what its file says. */
    public Optional<SignOn> effective(Organization file) {
        Organization staged = staged(file);
        return staged.identityProvider()
                .map(provider -> new SignOn(provider, staged.roles().claim()));
    }

    /** The last report on this very sign-on; one on another says nothing about it. */
    public Optional<TestReport> reportOn(SignOn signOn) {
        return reports.stream().filter(report -> report.isAbout(signOn)).findFirst();
    }

    /**
     * The report that says that the present sign-on works, and that somebody can sign in with it who is admin then: without
     * one, nobody might be able to open these settings again.
     */
    public Optional<TestReport> proofOf(Organization file) {
        return proofOf(file, present());
    }

    /** The same for what one click would bring back. */
    public Optional<TestReport> proofOfBefore(Organization file) {
        return proofOf(file, before);
    }

    private Optional<TestReport> proofOf(Organization file, Optional<SignOn> signOn) {
        Organization then = OtherProviders.first(laidOver(file, signOn, roles.live()));
        return then.identityProvider()
                .map(provider -> new SignOn(provider, then.roles().claim()))
                .flatMap(this::reportOn)
                .filter(report -> report.person()
                        .map(person -> Identity.ofFirst(then, person).roles())
                        .filter(roles -> roles.contains(RoleMapping.ADMIN))
                        .isPresent());
    }
}

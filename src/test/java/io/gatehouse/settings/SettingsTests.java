package io.gatehouse.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Membership;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.organization.SessionLimits;
import io.gatehouse.organization.Sso;
import io.gatehouse.organization.branding.Accent;
import io.gatehouse.organization.branding.Branding;
import io.gatehouse.organization.branding.Colour;
import io.gatehouse.organization.branding.Logo;
import io.gatehouse.organization.branding.Support;
import io.gatehouse.organization.branding.Title;
import io.gatehouse.organization.client.Credential;
import io.gatehouse.organization.entra.GroupOverage;
import io.gatehouse.organization.provider.Accounts;
import io.gatehouse.organization.provider.ClaimsFrom;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

/** What is entered, tested, taken and taken back, and who has the last word. */
class SettingsTests {

    private static final Organization EMPTY = new Organization(
            new OrganizationName("acme"),
            "Acme",
            Sso.ENFORCED,
            Set.of(),
            Set.of(),
            Set.of(),
            Optional.empty(),
            Membership.anyone(),
            RoleMapping.standard(),
            SessionLimits.standard(),
            List.of(),
            Map.of(),
            Set.of("name"));

    private static final PersonId ALICE = new PersonId("https://login.acme.example", "alice-1");

    private static final General GENERAL = new General(
            Optional.of(new Title("Acme & Sons")),
            new Branding(
                    Optional.of(new Logo("image/png", 1, 1, "0123456789abcdef", "AAAA")),
                    Optional.of(new Accent(new Colour("#0b5fff"), new Colour("#7fb2ff"))),
                    Optional.of(new Support("help@acme.com"))),
            Optional.of(Membership.Admit.DOMAINS));

    @Test
    void nobodySignsInWithWhatIsOnlyStaged() {
        Settings settings = Settings.none().stage(signOn("one"));

        assertThat(settings.laidOver(EMPTY).identityProvider()).isEmpty();
        assertThat(settings.staged(EMPTY).identityProvider()).isPresent();
    }

    @Test
    void whatIsTakenIsLiveAndTheLiveOneIsTheWayBack() {
        Settings settings = Settings.none()
                .stage(signOn("one"))
                .takeStaged()
                .stage(signOn("two"))
                .takeStaged();

        assertThat(settings.live()).contains(signOn("two"));
        assertThat(settings.before()).contains(signOn("one"));
        assertThat(settings.goBack().live()).contains(signOn("one"));
        assertThat(settings.goBack().goBack().live()).contains(signOn("two"));
    }

    @Test
    void goingBackWithoutAWayBackChangesNothing() {
        Settings settings = Settings.none().stage(signOn("one")).takeStaged();

        assertThat(settings.goBack()).isEqualTo(settings);
    }

    @Test
    void aTestSaysNothingAboutASignOnThatWasEditedSince() {
        Settings settings = tested(Settings.none().stage(signOn("one")));

        assertThat(settings.effective(EMPTY).flatMap(settings::reportOn)).isPresent();
        Settings edited = settings.stage(signOn("two"));
        assertThat(edited.effective(EMPTY).flatMap(edited::reportOn)).isEmpty();
        Settings restored = edited.stage(signOn("one"));
        assertThat(restored.effective(EMPTY).flatMap(restored::reportOn)).isPresent();
    }

    @Test
    void anotherSecretIsAnEditToo() {
        SignOn one = signOn("one");
        IdentityProvider provider = one.identityProvider();
        SignOn rotated = new SignOn(
                new IdentityProvider(
                        provider.issuer(),
                        provider.clientId(),
                        List.of(Secret.of("another")),
                        provider.clientSecretExpires(),
                        provider.scopes(),
                        provider.authorizationParameters(),
                        provider.signOut()),
                one.groups());
        Settings settings = tested(Settings.none().stage(one)).stage(rotated);

        assertThat(settings.effective(EMPTY).flatMap(settings::reportOn)).isEmpty();
    }

    @Test
    void aPassedTestProvesNothingWhileWhoPassedItIsNoAdmin() {
        Settings settings = tested(Settings.none().stage(signOn("one")));

        assertThat(settings.proofOf(EMPTY)).isEmpty();
        assertThat(settings.withAdmin(new PersonId(ALICE.issuer(), "somebody-else"))
                        .proofOf(EMPTY))
                .isEmpty();
        assertThat(settings.withAdmin(ALICE).proofOf(EMPTY)).isPresent();
    }

    @Test
    void anAdminIsBoundToTheIssuerToo() {
        Settings settings = tested(Settings.none().stage(signOn("one")));

        assertThat(settings.withAdmin(new PersonId("https://evil.example", ALICE.subject()))
                        .proofOf(EMPTY))
                .isEmpty();
    }

    @Test
    void aFailedTestProvesNothing() {
        SignOn one = signOn("one");
        TestReport failed = new TestReport(
                TestReport.fingerprint(one),
                "guest",
                Instant.EPOCH,
                Optional.empty(),
                Optional.of(new TestReport.Failure("GH-4004", "token endpoint", "invalid_client", "client-secret", "")),
                List.of(),
                List.of(),
                List.of());
        Settings settings = Settings.none().withAdmin(ALICE).stage(one).tested(failed);

        assertThat(settings.proofOf(EMPTY)).isEmpty();
    }

    @Test
    void whoIsAdminByTheFileStaysSoBesideThoseMadeHere() {
        PersonId bob = new PersonId(ALICE.issuer(), "bob-1");
        Organization file = EMPTY.with(Sso.OFF, Set.of(bob), Optional.empty(), EMPTY.roles());

        assertThat(Settings.none().withAdmin(ALICE).laidOver(file).boundAdmins())
                .containsExactlyInAnyOrder(ALICE, bob);
    }

    @Test
    void rolesCountWhenTheyAreTakenAndWithTheClaimOfTheSignOn() {
        Settings staged = Settings.none().stageRoles(roles("admin", "developer"));

        assertThat(staged.laidOver(EMPTY).roles()).isEqualTo(EMPTY.roles());
        assertThat(staged.withStagedRoles(EMPTY).roles().grants().keySet()).containsExactly("admin", "developer");
        assertThat(staged.takeStagedRoles().laidOver(EMPTY).roles().rolesFor(Set.of("of developer"), Optional.empty()))
                .containsExactly("developer");
        assertThat(staged.discardStagedRoles()).isEqualTo(Settings.none());
    }

    @Test
    void rolesInAnotherOrderAreOthers() {
        Settings one = Settings.none().stageRoles(roles("admin", "developer"));

        assertThat(one).isNotEqualTo(Settings.none().stageRoles(roles("developer", "admin")));
    }

    @Test
    void rolesInTheFileAreTheFilesWhateverIsEntered() {
        Organization file = EMPTY.with(Sso.ENFORCED, Set.of(), Optional.empty(), RoleMapping.standard());
        Organization withRoles = new Organization(
                file.name(),
                file.title(),
                file.sso(),
                file.pilot(),
                file.admins(),
                file.boundAdmins(),
                file.identityProvider(),
                file.members(),
                file.roles(),
                file.sessions(),
                file.hosts(),
                file.upstreams(),
                Set.of("roles"));
        Settings settings = Settings.none().stageRoles(roles("admin")).takeStagedRoles();

        assertThat(settings.laidOver(withRoles).roles()).isEqualTo(file.roles());
        assertThat(settings.withStagedRoles(withRoles).roles()).isEqualTo(file.roles());
    }

    @Test
    void readsWhatItWritesAndWhatAVersionWithoutRolesHasWritten() {
        Settings settings =
                Settings.none().stageRoles(roles("developer", "admin")).takeStagedRoles();
        String written = new String(SettingsCodec.encode(settings), StandardCharsets.UTF_8);

        assertThat(SettingsCodec.decode(written.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(settings);
        String before = written.replaceFirst(",\"roles\":.*}$", "}");
        assertThat(before).isNotEqualTo(written);
        assertThat(SettingsCodec.decode(before.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Settings.none());
    }

    private static RoleGrants roles(String... names) {
        return new RoleGrants(
                Optional.of("member"),
                Stream.of(names)
                        .map(name -> new RoleGrants.Grant(name, List.of("of " + name)))
                        .toList());
    }

    @Test
    void theOperatorsFileHasTheLastWord() {
        Organization acme = TestOrganizations.acme();
        Organization withProviderInFile = new Organization(
                acme.name(),
                acme.title(),
                acme.sso(),
                acme.pilot(),
                acme.admins(),
                acme.boundAdmins(),
                acme.identityProvider(),
                acme.members(),
                acme.roles(),
                acme.sessions(),
                acme.hosts(),
                acme.upstreams(),
                Set.of("identity-provider"));
        Settings settings = Settings.none().stage(signOn("one")).takeStaged().letIn(Sso.OFF);

        assertThat(settings.laidOver(withProviderInFile).identityProvider()).isEqualTo(acme.identityProvider());
        assertThat(settings.laidOver(withProviderInFile).sso()).isEqualTo(Sso.ENFORCED);
    }

    @Test
    void everythingComesBackFromWhatIsKept() {
        Settings settings = tested(Settings.none()
                        .stage(signOn("one"))
                        .takeStaged()
                        .stage(signOn("two"))
                        .withAdmin(ALICE))
                .letIn(Sso.PILOT);

        assertThat(SettingsCodec.decode(SettingsCodec.encode(settings))).isEqualTo(settings);
    }

    @Test
    void whoseAccountsMaySignInComesBackToo() {
        IdentityProvider one = signOn("one").identityProvider();
        IdentityProvider google = new IdentityProvider(
                Issuer.parse("accounts.google.com"),
                one.clientId(),
                one.clientSecrets(),
                one.clientSecretExpires(),
                one.scopes(),
                one.authorizationParameters(),
                one.signOut(),
                Credential.SECRET,
                new Accounts(Set.of("8b87af7d-8647-4dc7-8df4-5f69a2011bb5"), Set.of("acme.com")),
                ClaimsFrom.ACCESS_TOKEN,
                GroupOverage.DEFAULT_ROLE);
        Settings settings = Settings.none().stage(new SignOn(google, new ClaimPath("groups")));

        assertThat(SettingsCodec.decode(SettingsCodec.encode(settings))).isEqualTo(settings);
    }

    @Test
    void whatAnEarlierVersionKeptIsReadWithTheDefaults() {
        Settings settings = tested(Settings.none().stage(signOn("one")));
        String kept = new String(SettingsCodec.encode(settings), StandardCharsets.UTF_8);

        String earlier = kept.replaceAll(
                ",?\"(credential|claimsFrom|groupOverage|groupsWithheld|home)\":(\"[^\"]*\"|false|null)", "");
        earlier = earlier.replaceAll(",?\"accounts\":\\{[^}]*\\}", "").replace("{,", "{");

        assertThat(earlier).doesNotContain("accounts", "credential", "home", "groupsWithheld");
        assertThat(SettingsCodec.decode(earlier.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(settings);
    }

    @Test
    void whatALaterVersionHasAddedIsPassedOver() {
        byte[] json = "{\"sso\":\"OFF\",\"somethingNew\":{\"a\":1},\"admins\":[],\"reports\":[]}"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(SettingsCodec.decode(json)).isEqualTo(Settings.none());
    }

    @Test
    void whatIsEnteredOfNameLookAndMembersCountsAtOnce() {
        Organization acme = Settings.none().enter(GENERAL).laidOver(unnamed(Set.of("acme.com")));

        assertThat(acme.title()).isEqualTo("Acme & Sons");
        assertThat(acme.branding()).isEqualTo(GENERAL.branding());
        assertThat(acme.members()).isEqualTo(new Membership(Membership.Admit.DOMAINS, Set.of("acme.com")));
    }

    @Test
    void theFilesKeysOfNameLookAndMembersHaveTheLastWordOneByOne() {
        Organization file = TestOrganizations.inFile(
                unnamed(Set.of("acme.com")),
                "name",
                "branding",
                "branding.support",
                "members",
                "members.email-domains");

        Organization acme = Settings.none().enter(GENERAL).laidOver(file);

        assertThat(acme.title()).isEqualTo(file.title());
        assertThat(acme.branding().support()).isEmpty();
        assertThat(acme.branding().accent()).isEqualTo(GENERAL.branding().accent());
        assertThat(acme.members().admit()).isEqualTo(Membership.Admit.DOMAINS);
        assertThat(Settings.none()
                        .enter(GENERAL)
                        .laidOver(TestOrganizations.inFile(file, "members.admit"))
                        .members())
                .isEqualTo(file.members());
    }

    @Test
    @Proves("SEC-ADMIT-1")
    void whoCameInByADomainThatTheOperatorTookAwayIsNotLetInAsAStranger() {
        Organization acme = Settings.none().enter(GENERAL).laidOver(unnamed(Set.of()));

        assertThat(acme.members()).isEqualTo(new Membership(Membership.Admit.INVITED, Set.of()));
    }

    @Test
    void anAdminIsStillAdmittedWhenOnlyInvitedPeopleAre() {
        Settings settings = tested(Settings.none().stage(signOn("one"))).withAdmin(ALICE);

        assertThat(settings.enter(GENERAL.with(Membership.Admit.INVITED)).proofOf(EMPTY))
                .isPresent();
    }

    @Test
    void nameLookAndMembersComeBackFromWhatIsKept() {
        Settings settings = Settings.none().enter(GENERAL);

        assertThat(SettingsCodec.decode(SettingsCodec.encode(settings))).isEqualTo(settings);
    }

    @Test
    void aLookThatThisVersionWouldRefuseTakesNothingElseWithIt() {
        Settings settings = tested(Settings.none().stage(signOn("one"))).enter(GENERAL);
        String kept = new String(SettingsCodec.encode(settings), StandardCharsets.UTF_8);

        String refused = kept.replace("#0b5fff", "#fffffe")
                .replace("Acme & Sons", " ")
                .replace("help@acme.com", "javascript:alert(1)");

        assertThat(SettingsCodec.decode(refused.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(settings.enter(new General(
                        Optional.empty(),
                        new Branding(GENERAL.branding().logo(), Optional.empty(), Optional.empty()),
                        GENERAL.admit())));
        String unknown = kept.replace("DOMAINS", "EVERYBODY_BUT_BOB");
        assertThatThrownBy(() -> SettingsCodec.decode(unknown.getBytes(StandardCharsets.UTF_8)))
                .as("who is admitted is nothing to guess")
                .isInstanceOf(JacksonException.class);
    }

    private static Organization unnamed(Set<String> domains) {
        return TestOrganizations.inFile(
                EMPTY.with("Acme", Branding.NONE, new Membership(Membership.Admit.ANYONE, domains)));
    }

    private static Settings tested(Settings settings) {
        Claims alice = new Claims(
                ALICE.issuer(),
                "client",
                ALICE.subject(),
                "alice",
                Optional.of(new EmailAddress("alice@acme.com")),
                true,
                "groups",
                List.of("engineering"));
        String fingerprint = TestReport.fingerprint(settings.effective(EMPTY).orElseThrow());
        return settings.tested(new TestReport(
                fingerprint,
                "guest",
                Instant.EPOCH,
                Optional.of(alice),
                Optional.empty(),
                List.of(new TestReport.Received("sub", "al…")),
                List.of("a warning"),
                List.of()));
    }

    private static SignOn signOn(String clientId) {
        return new SignOn(
                new IdentityProvider(
                        Issuer.parse("https://login.acme.example"),
                        clientId,
                        List.of(Secret.of("s3cret")),
                        Optional.of(LocalDate.of(2027, 3, 14)),
                        IdentityProvider.DEFAULT_SCOPES,
                        Map.of("prompt", "login"),
                        SignOut.HERE),
                new ClaimPath("groups"));
    }
}

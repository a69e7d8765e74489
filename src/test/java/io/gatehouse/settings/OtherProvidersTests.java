package io.gatehouse.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.ProviderName;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.secret.Secret;
import io.gatehouse.settings.OtherProvider.Entered;
import io.gatehouse.settings.OtherProvider.Label;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is entered beside the first identity provider. */
class OtherProvidersTests {

    /** Its file says who gets which role, and not how people sign in. */
    private final Organization file = TestOrganizations.inFile(TestOrganizations.acme(), "roles");

    private final Settings one =
            Settings.none().stage(signOn("https://login.acme.example")).takeStaged();
    private final Settings staged = one.callFirst(new Label("Staff", Set.of("acme.com")))
            .stageOther("partners", partners("https://login.partner.example"));
    private final Settings two = staged.takeOther("partners");

    @Test
    void whatIsOnlyStagedIsMetByNobodyButItsTest() {
        assertThat(staged.laidOver(file).hasSeveral()).isFalse();
        assertThat(staged.stagedOthers(file))
                .extracting(Organization::providerName)
                .containsExactly(new ProviderName(file.name(), "partners"));
    }

    @Test
    void whatIsTakenStandsBesideTheFirstOneWhosePeopleStayWhoTheyWere() {
        Organization laidOver = two.laidOver(file);

        assertThat(laidOver.identityProviders().names()).containsExactly("first", "partners");
        assertThat(way(laidOver, "first").identityProviders().subject("42")).isEqualTo("42");
        assertThat(way(laidOver, "partners").identityProviders().subject("42")).isEqualTo("partners:42");
        assertThat(way(laidOver, "first").roles().grantsBy("platform-team")).isTrue();
        assertThat(way(laidOver, "partners").roles().grantsBy("platform-team")).isFalse();
        assertThat(two.withoutOther("partners").laidOver(file)).isEqualTo(one.laidOver(file));
    }

    @Test
    @Proves("SEC-several-providers-vouching")
    void eachIsBelievedAboutItsOwnDomainsAlone() {
        Organization laidOver = two.laidOver(file);
        EmailAddress alice = new EmailAddress("alice@acme.com");

        assertThat(way(laidOver, "first").identityProviders().believes(alice)).isTrue();
        assertThat(way(laidOver, "partners").identityProviders().believes(alice))
                .isFalse();
    }

    @Test
    void whatIsLaidOverTwiceIsTheSame() {
        Organization once = two.laidOver(file);

        assertThat(two.laidOver(once)).isEqualTo(once);
        assertThat(one.laidOver(once)).isEqualTo(one.laidOver(file));
        assertThat(two.staged(once).identityProvider()).isEqualTo(two.live().map(SignOn::identityProvider));
    }

    @Test
    @Proves("SEC-several-providers-people")
    void oneThatMayNameTheFirstOnesPeopleIsLeftOut() {
        Settings rival = one.stageOther("partners", partners("https://login.acme.example/"))
                .takeOther("partners");

        assertThat(rival.laidOver(file)).isEqualTo(one.laidOver(file));
    }

    @Test
    void whereTheFileSaysHowPeopleSignInNothingOfItCounts() {
        Organization whole = TestOrganizations.inFile(TestOrganizations.acme(), "identity-provider", "roles");

        assertThat(two.laidOver(whole)).isEqualTo(whole);
    }

    @Test
    void itIsKeptWhole() {
        assertThat(SettingsCodec.decode(SettingsCodec.encode(two))).isEqualTo(two);
    }

    @Test
    void whatAnEarlierVersionHasKeptHasNone() {
        String kept = new String(SettingsCodec.encode(one), StandardCharsets.UTF_8).replaceFirst(",\"others\".*", "}");

        assertThat(SettingsCodec.decode(kept.getBytes(StandardCharsets.UTF_8))).isEqualTo(one);
    }

    private static Organization way(Organization organization, String name) {
        return organization.through(name).orElseThrow();
    }

    private static Entered partners(String issuer) {
        return new Entered(new Label("Partners", Set.of("partner.example")), signOn(issuer));
    }

    private static SignOn signOn(String issuer) {
        return new SignOn(
                new IdentityProvider(
                        Issuer.parse(issuer),
                        "gatehouse",
                        List.of(Secret.of("s3cret")),
                        Optional.empty(),
                        IdentityProvider.DEFAULT_SCOPES,
                        Map.of(),
                        SignOut.HERE),
                new ClaimPath("groups"));
    }
}

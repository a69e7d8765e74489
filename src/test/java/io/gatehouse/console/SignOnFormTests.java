package io.gatehouse.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.secret.Secret;
import io.gatehouse.settings.SignOn;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** What an admin may type, and what becomes of a secret that is not typed again. */
class SignOnFormTests {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 25);
    private static final String ISSUER = "https://login.acme.example";

    @Test
    void readsWhatIsTyped() {
        SignOn signOn = new SignOnForm(typed(ISSUER, "gatehouse", "s3cret"), Optional.empty(), TODAY)
                .read()
                .orElseThrow();

        assertThat(signOn.identityProvider().issuer()).isEqualTo(Issuer.parse(ISSUER));
        assertThat(signOn.identityProvider().clientId()).isEqualTo("gatehouse");
        assertThat(signOn.identityProvider().clientSecrets()).containsExactly(Secret.of("s3cret"));
        assertThat(signOn.identityProvider().scopes()).containsExactly("openid", "profile", "email");
        assertThat(signOn.groups().text()).isEqualTo("groups");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${HOME}", "file:/etc/passwd", "#{1+1}", "demo-secret"})
    void takesASecretLiterally(String secret) {
        SignOn signOn = new SignOnForm(typed(ISSUER, "gatehouse", secret), Optional.empty(), TODAY)
                .read()
                .orElseThrow();

        assertThat(signOn.identityProvider().clientSecrets()).containsExactly(Secret.of(secret));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.acme.example",
                "file:/etc/passwd",
                "javascript:alert(1)",
                "not an address",
                "https://"
            })
    void refusesAnIssuerThatIsNone(String issuer) {
        SignOnForm form = new SignOnForm(typed(issuer, "gatehouse", "s3cret"), Optional.empty(), TODAY);

        assertThat(form.read()).isEmpty();
        assertThat(form.problems()).containsOnlyKeys("issuer");
    }

    @Test
    void refusesALastDayThatIsOver() {
        MultiValueMap<String, String> typed = typed(ISSUER, "gatehouse", "s3cret");
        typed.set("client-secret-expires", "2026-11-24");
        SignOnForm form = new SignOnForm(typed, Optional.empty(), TODAY);

        assertThat(form.read()).isEmpty();
        assertThat(form.problems())
                .containsOnlyKeys("client-secret-expires")
                .containsValue(
                        "2026-11-24 is over (expected: the last day of the secret as it is now; leave it empty if"
                                + " there is none)");
    }

    @Test
    void aSecretIsGoodOnItsLastDay() {
        MultiValueMap<String, String> typed = typed(ISSUER, "gatehouse", "s3cret");
        typed.set("client-secret-expires", "2026-11-25");

        assertThat(new SignOnForm(typed, Optional.empty(), TODAY)
                        .read()
                        .orElseThrow()
                        .identityProvider()
                        .clientSecretExpires())
                .contains(TODAY);
    }

    @Test
    void saysEverythingThatIsMissingAtOnce() {
        SignOnForm form = new SignOnForm(new LinkedMultiValueMap<>(), Optional.empty(), TODAY);

        assertThat(form.read()).isEmpty();
        assertThat(form.problems()).containsOnlyKeys("issuer", "client-id", "client-secret");
    }

    @Test
    void keepsASecretThatIsNotTypedAgain() {
        SignOn before = before("s3cret", "second");

        SignOn signOn = new SignOnForm(typed(ISSUER, "gatehouse", ""), Optional.of(before), TODAY)
                .read()
                .orElseThrow();

        assertThat(signOn.identityProvider().clientSecrets()).containsExactly(Secret.of("s3cret"), Secret.of("second"));
    }

    @Test
    void aKeptSecretIsNeverSentToAnotherIssuer() {
        SignOnForm form =
                new SignOnForm(typed("https://evil.example", "gatehouse", ""), Optional.of(before("s3cret")), TODAY);

        assertThat(form.read()).isEmpty();
        assertThat(form.problems()).containsOnlyKeys("client-secret");
    }

    @Test
    void aKeptSecretIsNotTakenForAnotherClient() {
        SignOnForm form = new SignOnForm(typed(ISSUER, "another", ""), Optional.of(before("s3cret")), TODAY);

        assertThat(form.read()).isEmpty();
        assertThat(form.problems()).containsOnlyKeys("client-secret");
    }

    @Test
    void addsASecondSecretWhileTheFirstStays() {
        MultiValueMap<String, String> typed = typed(ISSUER, "gatehouse", "");
        typed.set("second-secret", "new");

        assertThat(new SignOnForm(typed, Optional.of(before("old")), TODAY)
                        .read()
                        .orElseThrow()
                        .identityProvider()
                        .clientSecrets())
                .containsExactly(Secret.of("old"), Secret.of("new"));
    }

    @Test
    void forgetsTheSecondSecretWhenAsked() {
        MultiValueMap<String, String> typed = typed(ISSUER, "gatehouse", "");
        typed.set("forget-second", "yes");

        assertThat(new SignOnForm(typed, Optional.of(before("old", "new")), TODAY)
                        .read()
                        .orElseThrow()
                        .identityProvider()
                        .clientSecrets())
                .containsExactly(Secret.of("old"));
    }

    @Test
    void refusesScopesWithoutOpenid() {
        MultiValueMap<String, String> typed = typed(ISSUER, "gatehouse", "s3cret");
        typed.set("scopes", "profile email");
        SignOnForm form = new SignOnForm(typed, Optional.empty(), TODAY);

        assertThat(form.read()).isEmpty();
        assertThat(form.problems()).containsOnlyKeys("scopes");
    }

    @Test
    void neverShowsASecretAgain() {
        SignOnForm form = new SignOnForm(typed("nothing", "gatehouse", "s3cret"), Optional.empty(), TODAY);

        assertThat(form.read()).isEmpty();
        assertThat(form.problems().values()).noneMatch(problem -> problem.contains("s3cret"));
    }

    @Test
    void googleNeedsTheDomainsOfAWorkspace() {
        MultiValueMap<String, String> typed = typed("accounts.google.com", "gatehouse", "s3cret");
        SignOnForm without = new SignOnForm(typed, Optional.empty(), TODAY);

        assertThat(without.read()).isEmpty();
        assertThat(without.problems()).containsOnlyKeys("hosted-domains");

        typed.set("hosted-domains", "Acme.com, acme.co.uk");
        assertThat(new SignOnForm(typed, Optional.empty(), TODAY)
                        .read()
                        .orElseThrow()
                        .identityProvider()
                        .accounts()
                        .hostedDomains())
                .containsExactlyInAnyOrder("acme.com", "acme.co.uk");
    }

    @Test
    void anIssuerOfManyTenantsNeedsTheirIds() {
        MultiValueMap<String, String> typed =
                typed("https://login.microsoftonline.com/organizations/v2.0", "gatehouse", "s3cret");
        SignOnForm without = new SignOnForm(typed, Optional.empty(), TODAY);
        assertThat(without.read()).isEmpty();
        assertThat(without.problems()).containsOnlyKeys("allowed-tenants");

        typed.set("allowed-tenants", "contoso.com");
        SignOnForm withDomain = new SignOnForm(typed, Optional.empty(), TODAY);
        assertThat(withDomain.read()).isEmpty();
        assertThat(withDomain.problems()).containsOnlyKeys("allowed-tenants");

        typed.set("allowed-tenants", "8B87AF7D-8647-4DC7-8DF4-5F69A2011BB5");
        assertThat(new SignOnForm(typed, Optional.empty(), TODAY)
                        .read()
                        .orElseThrow()
                        .identityProvider()
                        .accounts()
                        .tenants())
                .containsExactly("8b87af7d-8647-4dc7-8df4-5f69a2011bb5");
    }

    private static SignOn before(String... secrets) {
        MultiValueMap<String, String> typed = typed(ISSUER, "gatehouse", secrets[0]);
        List.of(secrets).stream().skip(1).forEach(second -> typed.set("second-secret", second));
        return new SignOnForm(typed, Optional.empty(), TODAY).read().orElseThrow();
    }

    private static MultiValueMap<String, String> typed(String issuer, String clientId, String secret) {
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        form.set("issuer", issuer);
        form.set("client-id", clientId);
        form.set("client-secret", secret);
        return form;
    }
}

package io.gatehouse.organization.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerTests {

    private static final String TENANT = "8b87af7d-8647-4dc7-8df4-5f69a2011bb5";

    @ParameterizedTest
    @CsvSource({
        "8B87AF7D-8647-4DC7-8DF4-5F69A2011BB5, https://login.microsoftonline.com/8b87af7d-8647-4dc7-8df4-5f69a2011bb5/v2.0",
        "contoso.onmicrosoft.com, https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0",
        "https://login.microsoftonline.com/a/v2.0/.well-known/openid-configuration, https://login.microsoftonline.com/a/v2.0",
        "login.microsoftonline.com/a/v2.0, https://login.microsoftonline.com/a/v2.0",
        "acme.okta.com, https://acme.okta.com",
        "acme.okta.com/oauth2/default, https://acme.okta.com/oauth2/default",
        "' https://acme.eu.auth0.com/ ', https://acme.eu.auth0.com/",
        "https://sso.acme.com/realms/staff/.well-known/openid-configuration, https://sso.acme.com/realms/staff",
        "http://localhost:7101, http://localhost:7101"
    })
    void readsWhatPeopleHaveAtHand(String typed, String issuer) {
        assertThat(Issuer.parse(typed)).hasToString(issuer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "acme",
                "http://login.acme.com",
                "http://localhost.evil.com",
                "https://user@login.acme.com",
                "https://login.acme.com#a",
                "ftp://login.acme.com",
                "https://",
                "login.acme.com/a b",
                "https://login.microsoftonline.com/{tenantid}/v2.0"
            })
    void refusesWhatIsNoIssuer(String typed) {
        assertThatThrownBy(() -> Issuer.parse(typed)).hasMessageContaining("(expected: an https issuer");
    }

    @ParameterizedTest
    @CsvSource({
        "https://login.microsoftonline.com/common/v2.0, ENTRA",
        "https://login.microsoftonline.us/a/v2.0, ENTRA",
        "https://login.partner.microsoftonline.cn/a/v2.0, ENTRA",
        "https://sts.windows.net/a/, ENTRA",
        "https://contoso.ciamlogin.com/a/v2.0, ENTRA",
        "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_in/v2.0, ENTRA",
        "https://login.microsoftonline.com.evil.com/a/v2.0, OTHER",
        "https://evil.com/login.microsoftonline.com/v2.0, OTHER",
        "http://localhost:7101/8b87af7d-8647-4dc7-8df4-5f69a2011bb5/v2.0, OTHER",
        "https://acme.okta.com, OKTA",
        "https://acme.okta-gov.com, OKTA",
        "https://evilokta.com, OTHER",
        "https://accounts.google.com, GOOGLE",
        "https://acme.eu.auth0.com/, AUTH0",
        "https://sso.acme.com/auth/realms/staff, KEYCLOAK"
    })
    void recognisesTheProviderByItsHost(String issuer, Issuer.Provider provider) {
        assertThat(Issuer.parse(issuer).provider()).isEqualTo(provider);
    }

    @ParameterizedTest
    @CsvSource({
        "https://acme.eu.auth0.com, https://acme.eu.auth0.com/",
        "https://login.microsoftonline.com/T/v2.0, https://login.microsoftonline.com/T/v2.0",
        "https://login.microsoftonline.com/contoso.com/v2.0, https://login.microsoftonline.com/T/v2.0",
        "https://login.microsoftonline.com/T, https://sts.windows.net/T/",
        "https://login.microsoftonline.us/T, https://sts.windows.net/T/",
        "https://login.partner.microsoftonline.cn/T/, https://sts.chinacloudapi.cn/T/",
        "https://login.microsoftonline.com/common/v2.0, https://login.microsoftonline.com/{tenantid}/v2.0",
        "https://login.microsoftonline.com/organizations, https://sts.windows.net/{tenantid}/",
        "https://login.microsoftonline.com/common/v2.0, https://login.microsoftonline.com/T/v2.0",
        "https://contoso.ciamlogin.com/T/v2.0, https://T.ciamlogin.com/T/v2.0",
        "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_in/v2.0, https://contoso.b2clogin.com/T/v2.0/",
        "https://accounts.google.com, accounts.google.com"
    })
    void isNamedAsItsProviderNamesIt(String issuer, String named) {
        assertThat(Issuer.parse(issuer.replace("T", TENANT)).isNamed(named.replace("T", TENANT)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://acme.okta.com, https://acme.okta.com/oauth2/default",
        "https://acme.okta.com/oauth2/default, https://acme.okta.com",
        "https://login.microsoftonline.com/T/v2.0, https://login.microsoftonline.com/0b2f5ad4-3f0e-4d5e-8a6a-5c1d2e3f4a5b/v2.0",
        "https://login.microsoftonline.com/T/v2.0, https://login.microsoftonline.com/{tenantid}/v2.0",
        "https://login.microsoftonline.com/T/v2.0, https://sts.windows.net/T/",
        "https://login.microsoftonline.com/T, https://login.microsoftonline.com/T/v2.0",
        "https://login.microsoftonline.com/contoso.com/v2.0, https://login.microsoftonline.com/{tenantid}/v2.0",
        "https://login.microsoftonline.com/common/v2.0, https://evil.com/T/v2.0",
        "https://login.microsoftonline.com/common/v2.0, http://login.microsoftonline.com/T/v2.0",
        "https://login.microsoftonline.us/T/v2.0, https://login.microsoftonline.com/T/v2.0",
        "https://contoso.b2clogin.com/T/p/v2.0, https://evil.b2clogin.com/T/v2.0/",
        "https://contoso.ciamlogin.com/T/v2.0, https://evil.ciamlogin.com/T/v2.0",
        "https://login.acme.com, accounts.google.com",
        "https://login.acme.com, https://LOGIN.acme.com"
    })
    void isNotNamedAsAnyOther(String issuer, String named) {
        assertThat(Issuer.parse(issuer.replace("T", TENANT)).isNamed(named.replace("T", TENANT)))
                .isFalse();
    }

    @Test
    void personalMicrosoftAccountsAreNoOrganizations() {
        assertThatThrownBy(() -> Issuer.parse("https://login.microsoftonline.com/consumers/v2.0"))
                .hasMessageContaining("anybody can make a personal Microsoft account");
    }
}

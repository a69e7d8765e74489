package io.gatehouse.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.request.PublicUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnPathTests {

    private static final PublicUrl SHARED = PublicUrl.parse("https://gw.example");
    private static final PublicUrl OWN = PublicUrl.parse("https://acme.example");

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"/acme", "/acme/", "/acme/portal/?a=b&c=%20", "/acme/portal/%E4%BD%A0?q=//x", "/acme/x:y@z"})
    void goesBackToAPathOfTheSameOrganization(String path) {
        assertThat(ReturnPath.parse(path, TestOrganizations.acme(), SHARED))
                .hasValueSatisfying(back -> assertThat(back.value()).isEqualTo(path));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"", "/members", "/members?search=bob%40acme.com&page=2", "/activity?kind=change"})
    void anAdminGoesBackToThePageOfTheSettingsThatTheyWanted(String page) {
        assertThat(ReturnPath.parse("/organizations/acme/settings" + page, TestOrganizations.acme(), SHARED))
                .isPresent();
    }

    /** attacks.md b3. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "acme",
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\/\\/evil.example",
                "/%09/evil.example",
                "/\t/evil.example",
                "/\u000b/evil.example",
                "/%0d/evil.example",
                "/./\\evil.example",
                "/.//evil.example",
                "/acme/..//evil.example",
                "/%5cevil.example",
                "/%2f%2fevil.example",
                "https:evil.example",
                "https://evil.example",
                "https://gw.example@evil.example",
                "javascript:alert(1)",
                "java%0d%0ascript:alert(1)",
                "/globex/portal/",
                "/acme/../globex/",
                "/acme;x=globex/",
                "/ACME/",
                "/acme%2fglobex",
                "/acme/\r\nSet-Cookie: a=b",
                "/acme/x?a=b\r\nX: y",
                "/acme/x?a\\b",
                "/acme/x?a|b",
                "/acme/x?100%",
                "/acme/x#y",
                "/organizations/acme/logout",
                "/organizations/acme/settings/",
                "/organizations/acme/settings//evil.example",
                "/organizations/acme/settings/activity/activity.csv",
                "/organizations/acme/settings/../logout",
                "/organizations/acme/settingsmembers",
                "/organizations/globex/settings/members",
                "/acme /x"
            })
    @Proves("SEC-30")
    void neverGoesAnywhereElse(String path) {
        assertThat(ReturnPath.parse(path, TestOrganizations.acme(), SHARED)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/", "/portal/", "/globex/portal/?a=b", "/organizations/acme/settings"})
    void goesToEveryPathOfAnOriginThatIsTheOrganizationsAlone(String path) {
        assertThat(ReturnPath.parse(path, TestOrganizations.acmeAt(OWN), OWN)).isPresent();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"//evil.example", "/organizations/acme/logout", "/organizations/globex/settings", "/./x"})
    @Proves("SEC-30")
    void neverGoesAnywhereElseThere(String path) {
        assertThat(ReturnPath.parse(path, TestOrganizations.acmeAt(OWN), OWN)).isEmpty();
    }

    @Test
    @Proves("SEC-30")
    void neverGoesToALongAddress() {
        assertThat(ReturnPath.parse("/acme/" + "x".repeat(64 * 1024), TestOrganizations.acme(), SHARED))
                .isEmpty();
        assertThat(ReturnPath.parse(null, TestOrganizations.acme(), SHARED)).isEmpty();
    }
}

package io.gatehouse.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.fixture.BrowserAddress;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.organization.Organization;
import io.gatehouse.request.PublicUrl;
import java.net.URI;

/** An accepted return path leads a browser and Java to the same place: the organization's own. */
class ReturnPathFuzz {

    private static final PublicUrl SHARED = PublicUrl.parse("https://gw.example");
    private static final PublicUrl OWN = PublicUrl.parse("https://acme.example");
    private static final String PAGE = "/organizations/acme/oidc/consume";

    @FuzzTest
    @DictionaryEntries({"/acme/", "//evil.example", "\\", "@evil", "https:", "..", "%2e", "%2f", "%5c", "?", "#", ";"})
    void anAcceptedPathIsTheOrganizationsOwn(FuzzedDataProvider data) {
        boolean own = data.consumeBoolean();
        String text = data.consumeRemainingAsString();
        PublicUrl origin = own ? OWN : SHARED;
        Organization acme = own ? TestOrganizations.acmeAt(OWN) : TestOrganizations.acme();

        ReturnPath.parse(text, acme, origin).ifPresent(path -> {
            assertThat(path.value()).isEqualTo(text).matches("/[!-~]*");
            assertThat(BrowserAddress.origin(text, origin + PAGE)).isEqualTo(origin.toString());
            URI resolved = URI.create(origin + PAGE).resolve(text);
            assertThat(resolved.getScheme() + "://" + resolved.getRawAuthority())
                    .isEqualTo(origin.toString());
            assertThat(resolved.getRawPath()).isEqualTo(BrowserAddress.path(text));
            String first = resolved.getPath().split("/", -1)[1];
            boolean settings = resolved.getPath().equals("/organizations/acme/settings");
            assertThat(settings || (own ? !first.equals("organizations") : first.equals("acme")))
                    .as(text)
                    .isTrue();
        });
    }
}

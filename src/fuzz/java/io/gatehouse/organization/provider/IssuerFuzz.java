package io.gatehouse.organization.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.fixture.BrowserAddress;
import java.net.URI;
import java.util.Locale;

/** An issuer that an admin types is asked where it seems to be. */
class IssuerFuzz {

    @FuzzTest
    @DictionaryEntries({
        "https://",
        "http://localhost",
        "/.well-known/openid-configuration",
        "@",
        "?",
        "#",
        "127.0.0.1",
        "[::1]"
    })
    void anIssuerIsOneHostForEverybody(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        Issuer issuer;
        try {
            issuer = Issuer.parse(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("(expected:");
            return;
        }
        URI uri = issuer.uri();
        assertThat(uri.getHost()).isNotEmpty();
        assertThat(uri.getRawUserInfo()).isNull();
        assertThat(uri.getRawQuery()).isNull();
        String origin = (uri.getScheme() + "://" + uri.getRawAuthority()).toLowerCase(Locale.ROOT);
        assertThat(BrowserAddress.origin(uri.toString(), "https://gw.example/")).isEqualTo(origin);
        assertThat(issuer.metadata().getRawAuthority()).isEqualTo(uri.getRawAuthority());
        assertThat(issuer.metadata().getRawPath()).endsWith("/.well-known/openid-configuration");
        assertThat(issuer.isNamed(uri.toString())).isTrue();
        assertThat(issuer.provider().guide()).startsWith("docs/");
        assertThat(Issuer.parse(issuer.toString())).isEqualTo(issuer);
    }
}

package io.gatehouse.organization;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Locale;

/** An address that a claim names has the domain that it seems to have. */
class EmailAddressFuzz {

    @FuzzTest
    @DictionaryEntries({"a@acme.example", "@", ".", "\"", "xn--", "@evil.example@acme.example"})
    void anAddressHasOneDomain(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        EmailAddress.parse(text).ifPresent(address -> {
            assertThat(text).matches("[!-~]+@[A-Za-z0-9.-]+").hasSizeLessThanOrEqualTo(320);
            assertThat(address.value()).isEqualTo(text.toLowerCase(Locale.ROOT));
            assertThat(address.domain()).doesNotContain("@", "..").matches("[a-z0-9].*[a-z]");
            assertThat(text.indexOf('@')).isEqualTo(text.lastIndexOf('@'));
            assertThat(EmailAddress.isDomain(address.domain())).isTrue();
        });
    }
}

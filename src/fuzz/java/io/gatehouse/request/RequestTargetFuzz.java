package io.gatehouse.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;

/** What browsers send raw is encoded once and for all, and whatever is then accepted is an address for Java too. */
class RequestTargetFuzz {

    @FuzzTest
    void whatIsEncodedHereIsAnAddress(FuzzedDataProvider data) {
        String target = RequestTarget.encoded("/" + data.consumeRemainingAsString());
        assertThat(RequestTarget.encoded(target)).isEqualTo(target);

        int question = target.indexOf('?');
        String query = question < 0 ? "" : target.substring(question);
        boolean readable = query.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '#' && c != '\\');
        if (readable
                && RequestPath.parse(question < 0 ? target : target.substring(0, question))
                        .isPresent()) {
            assertThat(URI.create("http://gw.example" + target).getHost()).isEqualTo("gw.example");
        }
    }
}

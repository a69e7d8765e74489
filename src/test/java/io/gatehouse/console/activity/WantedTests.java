package io.gatehouse.console.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

class WantedTests {

    @Test
    void aChoiceStandsInTheAddressAsItWasMade() {
        Wanted wanted = Wanted.read(query(
                Map.of("kind", "sign-out", "person", "a&b=\"c\" +", "from", "2026-11-01", "until", "2026-11-26")));

        assertThat(wanted.address("/here", Optional.empty()))
                .isEqualTo("/here?kind=sign-out&person=a%26b%3D%22c%22%20%2B&from=2026-11-01&until=2026-11-26");
        assertThat(wanted.filter().until()).hasToString("Optional[2026-11-27T00:00:00Z]");
    }

    @Test
    void whatCannotBeReadIsNotChosen() {
        Wanted wanted = Wanted.read(query(Map.of(
                "kind", "operation'", "person", "x".repeat(101), "from", "+999999999-01-01", "until", "2026-02-30")));

        assertThat(wanted.isChosen()).isFalse();
        assertThat(wanted.address("/here", Optional.empty())).isEqualTo("/here");
    }

    private static MultiValueMap<String, String> query(Map<String, String> query) {
        MultiValueMap<String, String> read = new LinkedMultiValueMap<>();
        query.forEach(read::add);
        return read;
    }
}

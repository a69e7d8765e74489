package io.gatehouse.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Organization;
import io.gatehouse.session.Session;
import io.gatehouse.session.device.Device;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestTests {

    /** People may choose what they are called; what they did must not read as a link's, a key's or the operator's. */
    @ParameterizedTest
    @CsvSource({
        "alice,alice",
        "operators-friend@acme.com,operators-friend@acme.com",
        "api key ci,person api key ci",
        "API KEY ci,person API KEY ci",
        "set-up link 5600,person set-up link 5600",
        "operator root,person operator root"
    })
    void nobodysNamePosesAsOneOfThoseThatAreNoPeople(String username, String shown) {
        Organization acme = TestOrganizations.acme();
        Claims claims = Claims.from(
                Map.of("iss", "https://login.acme.example", "sub", "7", "preferred_username", username),
                "gatehouse",
                acme.roles().claim());
        Session session =
                new Session("hash", Identity.of(acme, claims), Instant.EPOCH, Instant.EPOCH, false, Device.UNKNOWN);

        assertThat(new Guest.Admin(session).name()).isEqualTo(shown);
        assertThat(new Guest.Admin(session).person()).contains(claims.person());
    }
}

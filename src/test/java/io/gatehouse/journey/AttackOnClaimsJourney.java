package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.fixture.Proves;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an identity provider could say to make one organization's person look like another's. */
class AttackOnClaimsJourney {

    @TempDir
    Path config;

    @Test
    @Proves("SEC-61")
    void anAddressThatAnotherOrganizationClaimsIsNotSentAsAUsernameEither() {
        try (World world = World.start(config)) {
            world.write(
                    "organizations/acme.yaml",
                    World.organization(DemoOrganizations.ACME, world.acme.issuer())
                            .replace("[acme.com]", "[elsewhere.com]")
                            .replace("  sign-out:", "  scopes: [openid, email]\n  sign-out:"));
            world.write(
                    "organizations/globex.yaml",
                    World.organization(DemoOrganizations.GLOBEX, world.globex.issuer())
                            .replace("[globex.com]", "[globex.com, acme.com]"));
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> {
                world.signIn(new HttpBrowser(), "/acme/portal/", "alice");
                return world.upstream.last().header("X-Forwarded-Email").isEmpty();
            });
            world.signIn(new HttpBrowser(), "/acme/portal/", "alice"); // the one before may have begun before the swap

            assertThat(world.upstream.last().header("X-Forwarded-Email")).isEmpty();
            assertThat(world.upstream.last().header("X-Forwarded-Preferred-Username"))
                    .doesNotContain("alice@acme.com");
        }
    }
}

package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HttpBrowser.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipe for pgAdmin, as it stands there, with the real one. Not part of the suite, since it installs 600 MB:
 * {@code mvn test -Dtest=PgAdminBehindTheGateway}.
 */
class PgAdminBehindTheGateway {

    private static final Path RECIPE = Path.of("docs/recipes/pgadmin.md");
    private static final Pattern ROUTE =
            Pattern.compile("```yaml\\n# config/routes.yaml\\nroutes:\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SETTINGS = Pattern.compile("```python\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path config;

    @Test
    void aPersonIsKnownToPgAdminAndNobodyElseIs() throws Exception {
        try (PgAdmin pgAdmin = PgAdmin.start(block(SETTINGS));
                World world = World.with(block(ROUTE).replace("http://127.0.0.1:5050", pgAdmin.url()), config);
                ChromiumBrowser browser = ChromiumBrowser.startOrSkip()) {
            browser.width(1200);
            browser.open(world.url("/acme/pgadmin/"));
            browser.click("button[value=alice]");
            browser.waitFor(
                    "pgAdmin",
                    page -> page.text().contains("acme:") && page.text().contains("Quick Links"));
            browser.screenshot("recipe-pgadmin");
            assertThat(browser.address()).startsWith(world.url("/acme/pgadmin/browser/"));

            Page stranger = new HttpBrowser()
                    .send(world.url("/acme/pgadmin/browser/"), request -> request.header("Accept", "text/html")
                            .header("Sec-Fetch-Mode", "navigate")
                            .header("X-Forwarded-User", "acme:admin"));
            assertThat(stranger.status()).isEqualTo(302);
            assertThat(stranger.header("Location").orElseThrow()).startsWith(world.acme.issuer() + "/authorize");

            HttpBrowser bob = new HttpBrowser();
            assertThat(world.signIn(bob, "/acme/pgadmin/", "bob").status()).isEqualTo(403);
        }
    }

    private static String block(Pattern pattern) throws Exception {
        Matcher block = pattern.matcher(Files.readString(RECIPE));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}

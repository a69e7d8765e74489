package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/recipes/pgadmin.md, carried out with the pgAdmin of Python's package registry in a real browser. It is no part of the
 * suite, since pgAdmin is large: {@code ./gateway test -Dtest=PgAdminRecipe}.
 */
class PgAdminRecipe {

    private static final Path HOME = Path.of("target", "pgadmin").toAbsolutePath();
    private static final String VERSION = "pgadmin4==9.18";

    private static final String ROUTE = """
              pgadmin:
                path: /{organization}/pgadmin/**
                upstream: http://127.0.0.1:%d
                strip-prefix: true
                access: admin
            """;

    @TempDir
    Path config;

    @Test
    void whoIsSignedInAtGatehouseIsAtPgAdmin() throws Exception {
        install();
        int port = RedisServer.freePort();
        Process pgAdmin = start(port);
        try (World world = World.with(ROUTE.formatted(port), config);
                ChromiumBrowser browser = ChromiumBrowser.startOrSkip()) {
            Awaitility.await()
                    .atMost(2, TimeUnit.MINUTES)
                    .ignoreExceptions()
                    .until(() -> new HttpBrowser()
                                    .get("http://127.0.0.1:" + port + "/misc/ping")
                                    .status()
                            == 200);
            assertThat(new HttpBrowser()
                            .send(
                                    "http://127.0.0.1:" + port + "/browser/",
                                    asking -> asking.header("X-Forwarded-User", "acme:mallory"))
                            .body())
                    .as("without the gateway's secret")
                    .doesNotContain("acme:mallory");

            browser.width(1400);
            browser.open(world.url("/acme/pgadmin/"));
            browser.waitFor("Acme's sign-in", page -> page.text().contains("Alice Adams"));
            browser.click("button[value=alice]");
            browser.waitFor(
                    "pgAdmin's workspace",
                    page -> page.text().contains("acme:") && !page.text().contains("Loading pgAdmin"));
            assertThat(browser.address()).startsWith(world.url("/acme/pgadmin/"));
            Files.copy(
                    browser.screenshot("pgadmin"),
                    Path.of("docs/pictures/pgadmin.png"),
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            pgAdmin.destroy();
        }
    }

    private static void install() throws Exception {
        if (!Files.exists(HOME.resolve("bin/pgadmin4"))) {
            run("python3", "-m", "venv", HOME.toString());
            run(HOME.resolve("bin/pip").toString(), "install", "--quiet", VERSION);
        }
    }

    private static Process start(int port) throws IOException {
        Path data = Files.createTempDirectory("pgadmin");
        try (var found = Files.walk(HOME.resolve("lib"), 4)) {
            Path program = found.filter(path -> path.endsWith("site-packages/pgadmin4"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(
                    program.resolve("config_local.py"),
                    Recipes.settings("pgadmin.md", "python") + """
                    DATA_DIR = '%1$s'
                    LOG_FILE = '%1$s/log'
                    SQLITE_PATH = '%1$s/pgadmin4.db'
                    SESSION_DB_PATH = '%1$s/sessions'
                    STORAGE_DIR = '%1$s/storage'
                    AZURE_CREDENTIAL_CACHE_DIR = '%1$s/azure'
                    KERBEROS_CCACHE_DIR = '%1$s/kerberos'
                    DEFAULT_SERVER_PORT = %2$d
                    """.formatted(data, port));
        }
        ProcessBuilder builder = new ProcessBuilder(HOME.resolve("bin/pgadmin4").toString());
        builder.environment().put("PGADMIN_SETUP_EMAIL", "operator@example.com");
        builder.environment().put("PGADMIN_SETUP_PASSWORD", data.getFileName().toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(HOME.resolve("log").toFile())
                .start();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(List.of(command)).inheritIO().start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0)
                .as(String.join(" ", command))
                .isTrue();
    }
}

package io.gatehouse.journey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An application that many put behind a gateway, unmodified from Python's package registry, set up as docs/recipes/pgadmin.md says. */
final class PgAdmin implements AutoCloseable {

    private static final Path HOME = Path.of("target", "pgadmin").toAbsolutePath();

    private final Process process;
    private final int port;

    private PgAdmin(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param settings what the recipe has in config_local.py */
    static PgAdmin start(String settings) throws IOException, InterruptedException {
        int port = RedisServer.freePort();
        Path data = Files.createDirectories(HOME.resolve("data-" + port));
        if (!Files.exists(HOME.resolve("bin/pgadmin4"))) {
            run("python3", "-m", "venv", HOME.toString());
            run(HOME.resolve("bin/pip").toString(), "install", "--quiet", "pgadmin4==9.18");
        }
        Path program = program();
        Files.writeString(program.resolveSibling("config_local.py"), settings + """
                DEFAULT_SERVER_PORT = %d
                DATA_DIR = '%s'
                UPGRADE_CHECK_ENABLED = False
                """.formatted(port, data));
        ProcessBuilder builder = new ProcessBuilder(HOME.resolve("bin/python").toString(), program.toString());
        builder.environment().put("PGADMIN_SETUP_EMAIL", "nobody@acme.com");
        builder.environment().put("PGADMIN_SETUP_PASSWORD", "never used: " + port);
        PgAdmin pgAdmin = new PgAdmin(
                builder.redirectErrorStream(true)
                        .redirectOutput(HOME.resolve("log").toFile())
                        .start(),
                port);
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> new HttpBrowser().get(pgAdmin.url() + "/misc/ping").status() == 200);
        return pgAdmin;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static Path program() throws IOException {
        try (var found = Files.find(HOME, 6, (path, file) -> path.endsWith("pgadmin4/pgAdmin4.py"))) {
            return found.findFirst().orElseThrow();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Files.createDirectories(HOME);
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(HOME.resolve("install.log").toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new AssertionError(List.of(command) + ": " + Files.readString(HOME.resolve("install.log")));
        }
    }
}

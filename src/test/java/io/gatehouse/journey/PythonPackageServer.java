package io.gatehouse.journey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real application that believes to live at {@code /}: pypiserver, installed from Python's package registry. */
final class PythonPackageServer implements AutoCloseable {

    private static final Path HOME = Path.of("target", "pypiserver");
    private static final String VERSION = "pypiserver==2.4.2";

    private final Process process;
    private final int port;

    private PythonPackageServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static PythonPackageServer startOrSkip() throws IOException, InterruptedException {
        Path program = HOME.resolve("bin/pypi-server");
        if (!Files.exists(program)) {
            boolean installed = RedisServer.onPath("python3").isPresent()
                    && run("python3", "-m", "venv", HOME.toString())
                    && run(HOME.resolve("bin/pip").toString(), "install", "--quiet", VERSION);
            if (!installed) {
                ChromiumBrowser.skip("pypiserver cannot be installed (expected: python3 with venv, and its registry)");
            }
        }
        Path packages = Files.createDirectories(HOME.resolve("packages"));
        Files.writeString(packages.resolve("gatehouse-1.0.tar.gz"), "not really");
        int port = RedisServer.freePort();
        Process process = new ProcessBuilder(
                        program.toString(), "run", "-i", "127.0.0.1", "-p", String.valueOf(port), packages.toString())
                .redirectErrorStream(true)
                .redirectOutput(HOME.resolve("log").toFile())
                .start();
        PythonPackageServer server = new PythonPackageServer(process, port);
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> new HttpBrowser().get(server.url() + "/").status() == 200);
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "pypiserver.log").toFile())
                .start();
        return process.waitFor(3, TimeUnit.MINUTES) && process.exitValue() == 0;
    }
}

package io.gatehouse.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A redis-server of this machine as a process of its own, in a folder of its own: to be killed, hung and started again. */
public final class RedisProcess implements AutoCloseable {

    private final Path directory;
    private final int port;
    private Process process;

    private RedisProcess(Path directory, int port) {
        this.directory = directory;
        this.port = port;
        this.process = launch();
    }

    /** @param directives lines of redis.conf, beside those that every process here has */
    public static RedisProcess start(Path parent, String... directives) {
        return start(parent, RedisServer.freePort(), List.of(), directives);
    }

    /** @param directives lines of redis.conf, beside those that every process here has */
    static RedisProcess start(Path parent, int port, String... directives) {
        return start(parent, port, List.of(), directives);
    }

    /** @param parent where its folder is made; its log and data are there */
    static RedisProcess start(Path parent, int port, List<String> arguments, String... directives) {
        Assumptions.assumeTrue(
                RedisServer.onPath("redis-server").isPresent(),
                "no redis-server on the path: Redis' topologies not tried");
        try {
            Path directory = Files.createDirectories(parent.resolve("redis-" + port));
            Files.writeString(
                    directory.resolve("redis.conf"),
                    "port " + port + "\nbind 127.0.0.1\ndir " + directory + "\nlogfile " + directory.resolve("log")
                            + "\n" + String.join("\n", directives) + "\n");
            Files.writeString(directory.resolve("arguments"), String.join("\n", arguments));
            RedisProcess started = new RedisProcess(directory, port);
            Awaitility.await("Redis listens on " + port)
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(20))
                    .until(started::listens);
            return started;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public int port() {
        return port;
    }

    /** What a client on the command line is answered. */
    public String cli(String... command) {
        return redisCli(port, command);
    }

    static String redisCli(int port, String... command) {
        try {
            Process cli = new ProcessBuilder(concat(List.of("redis-cli", "-p", String.valueOf(port)), command))
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            cli.waitFor();
            return answer.trim();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** Without goodbye, as when a machine loses its power. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** It is there, accepts connections, and does not say a word. */
    public void hang() {
        signal("-STOP");
    }

    public void goOn() {
        signal("-CONT");
    }

    public void restart() {
        process = launch();
        Awaitility.await("Redis is back on " + port)
                .pollInterval(Duration.ofMillis(20))
                .until(this::listens);
    }

    @Override
    public void close() {
        kill();
    }

    private Process launch() {
        try {
            List<String> arguments = Files.readAllLines(directory.resolve("arguments"));
            return new ProcessBuilder(concat(
                            List.of(
                                    "redis-server",
                                    directory.resolve("redis.conf").toString()),
                            arguments.stream()
                                    .filter(argument -> !argument.isBlank())
                                    .toArray(String[]::new)))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile())
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean listens() {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    private void awaitEnd() {
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    private static List<String> concat(List<String> first, String... more) {
        List<String> all = new java.util.ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
    }
}

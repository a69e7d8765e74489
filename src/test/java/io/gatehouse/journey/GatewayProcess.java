package io.gatehouse.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A gateway in a process of its own, for what must be told from everything else in this one: its log, its end. */
final class GatewayProcess implements AutoCloseable {

    private final Process process;
    private final Path log;

    private GatewayProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static GatewayProcess start(Path config, Path log, String... arguments) {
        return start(List.of("-XX:TieredStopAtLevel=1"), config, log, arguments);
    }

    /** @param java options of the virtual machine */
    static GatewayProcess start(List<String> java, Path config, Path log, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "io.gatehouse.Gateway",
                "run",
                "--config",
                config.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            GatewayProcess gateway = new GatewayProcess(process, log);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !process.isAlive() || gateway.log().contains("gateway: serving"));
            if (!process.isAlive()) {
                throw new AssertionError("the gateway did not start: " + gateway.log());
            }
            return gateway;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** All it has written so far. */
    String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What it has spent of the processors so far, its compiler included; zero where the system does not say. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** SIGTERM; returns at once. */
    void terminate() {
        process.destroy();
    }

    /** The exit code: 128 and the signal, where one ended it. */
    int awaitEnd(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the gateway has not ended within " + patience + ": " + log());
            }
            return process.exitValue();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

package io.gatehouse.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that the bench has started: what it costs together with its children, and its end, at the latest with ours. */
public final class Program implements AutoCloseable {

    private static final Set<Program> RUNNING = ConcurrentHashMap.newKeySet();
    private static final Duration TO_END = Duration.ofSeconds(1);

    private static volatile boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Program::endAll, "end-programs"));
    }

    private final String name;
    private final Process process;
    private final Path log;

    private Program(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    private static void endAll() {
        ending = true;
        RUNNING.parallelStream().forEach(Program::close);
    }

    /** @param directory where it runs, and where what it says is written to {@code log} */
    public static Program start(String name, Path directory, Map<String, String> environment, List<String> command) {
        if (ending) {
            throw new IllegalStateException(name + ": not started, for the bench ends");
        }
        try {
            Files.createDirectories(directory);
            Path log = directory.resolve("log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Program program = new Program(name, builder.start(), log);
            RUNNING.add(program);
            return program;
        } catch (IOException failure) {
            throw new UncheckedIOException(name + ": cannot be started", failure);
        }
    }

    /** Waits for the first HTTP answer, whatever its status, and says how long it took from now on. */
    public Duration awaitAnswer(URI address, Duration patience) {
        long began = System.nanoTime();
        while (System.nanoTime() - began < patience.toNanos()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        name + ": ended with exit code " + process.exitValue() + " before it answered\n" + lastWords());
            }
            if (answers(address)) {
                return Duration.ofNanos(System.nanoTime() - began);
            }
            pause(Duration.ofMillis(10));
        }
        throw new IllegalStateException(
                name + ": no answer at " + address + " within " + patience.toSeconds() + " s\n" + lastWords());
    }

    /** Waits for whoever listens there, where nobody speaks HTTP. */
    public void awaitPort(int port, Duration patience) {
        long began = System.nanoTime();
        while (System.nanoTime() - began < patience.toNanos()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return;
            } catch (IOException notYet) {
                pause(Duration.ofMillis(10));
            }
        }
        throw new IllegalStateException(name + ": nobody listens on port " + port + "\n" + lastWords());
    }

    public static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
    }

    /** User and system time so far, in microseconds, with those of children that have ended. */
    public long cpuMicros() {
        return tree().mapToLong(ProcFiles::cpuMicros).sum();
    }

    /** Resident memory; of several processes each one's share, so that what they share counts once. */
    public long memoryBytes() {
        List<Long> pids = tree().toList();
        return pids.size() == 1
                ? ProcFiles.residentBytes(pids.get(0))
                : pids.stream().mapToLong(ProcFiles::shareOfBytes).sum();
    }

    /** Waits for a program that ends by itself. */
    public int await(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(name + ": still runs after " + patience.toSeconds() + " s");
            }
            return process.exitValue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        } finally {
            close();
        }
    }

    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        if (!RUNNING.remove(this)) {
            return;
        }
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        process.destroy();
        try {
            if (!process.waitFor(TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private Stream<Long> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(ProcessHandle::pid);
    }

    private String lastWords() {
        List<String> lines = output().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    }

    private static boolean answers(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(500);
            connection.setReadTimeout(5000);
            boolean answered = connection.getResponseCode() > 0;
            connection.disconnect();
            return answered;
        } catch (IOException notYet) {
            return false;
        }
    }
}

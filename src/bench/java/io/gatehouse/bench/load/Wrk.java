package io.gatehouse.bench.load;

import io.gatehouse.bench.machine.Folder;
import io.gatehouse.bench.machine.Program;
import io.gatehouse.bench.machine.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** {@code wrk} with the bench's script: loopback only, for a time that is given. */
final class Wrk {

    /**
     * What it said.
     *
     * @param micros how long it took, as the percentiles of the latency in microseconds
     * @param errors answers of 400 and above, and connections that failed
     */
    record Said(long requests, long micros, long bytes, long p50, long p90, long p99, long errors) {}

    private static final JsonMapper JSON = new JsonMapper();
    private static final String RESULT = "RESULT ";

    private final Folder folder;
    private final Path script;

    Wrk(Folder folder) {
        this.folder = folder;
        try (InputStream in = Objects.requireNonNull(Wrk.class.getResourceAsStream("/bench/load.lua"))) {
            script = folder.write("load.lua", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** @param between how long a connection waits between two requests on average; zero: not at all */
    Said run(URI address, Path targets, int connections, Duration time, Duration between) {
        List<String> command = new ArrayList<>(List.of(
                Tool.WRK.path(),
                "--threads",
                "1",
                "--connections",
                Integer.toString(connections),
                "--duration",
                time.toSeconds() + "s",
                "--timeout",
                "10s",
                "--script",
                script.toString(),
                address.toString(),
                "--",
                targets.toString()));
        if (!between.isZero()) {
            command.add(Double.toString(between.toNanos() / 1e6));
        }
        Program wrk = Program.start("wrk", folder.path(), Map.of(), command);
        int exit = wrk.await(time.plusSeconds(60));
        return wrk.output()
                .lines()
                .filter(line -> line.startsWith(RESULT))
                .map(line -> JSON.readValue(line.substring(RESULT.length()), Said.class))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("wrk: exit code " + exit + ": " + wrk.output()));
    }
}

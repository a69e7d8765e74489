package io.gatehouse.settings.store;

import io.gatehouse.secret.PrivateDirectory;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** One-time ids that were spent, in a file of lines {@code id until} (milliseconds), each until its lifetime ends. */
final class SpentIds {

    private static final String FILE = "spent";

    private final PrivateDirectory directory;
    private final Clock clock;

    SpentIds(PrivateDirectory directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** @throws IOException also when the file is damaged: nothing is spent then, since all might have been spent before */
    boolean spend(String id, Duration lifetime) throws IOException {
        return directory.alone(() -> {
            long now = clock.millis();
            Map<String, Long> spent = read();
            spent.values().removeIf(until -> until <= now);
            boolean first =
                    spent.putIfAbsent(URLEncoder.encode(id, StandardCharsets.UTF_8), now + lifetime.toMillis()) == null;
            if (first) {
                write(spent);
            }
            return first;
        });
    }

    private Map<String, Long> read() throws IOException {
        String text = new String(directory.read(FILE).orElse(new byte[0]), StandardCharsets.US_ASCII);
        Map<String, Long> spent = new HashMap<>();
        try {
            text.lines().map(line -> line.split(" ", 2)).forEach(line -> spent.put(line[0], Long.valueOf(line[1])));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException damaged) {
            throw new IOException(directory.file(FILE) + ": damaged (expected: lines of an id and a time; without the"
                    + " file, links that were used can be used again until they end)");
        }
        return spent;
    }

    private void write(Map<String, Long> spent) throws IOException {
        String text = spent.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                .collect(Collectors.joining());
        directory.write(FILE, text.getBytes(StandardCharsets.US_ASCII));
    }
}

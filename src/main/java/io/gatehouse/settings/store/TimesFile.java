package io.gatehouse.settings.store;

import io.gatehouse.secret.PrivateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Names and a time for each, in a file of lines {@code name milliseconds}. */
final class TimesFile {

    private final PrivateDirectory directory;
    private final String file;
    private final String without;

    /** @param without what it would mean to delete the file, for whoever finds it damaged */
    TimesFile(PrivateDirectory directory, String file, String without) {
        this.directory = directory;
        this.file = file;
        this.without = without;
    }

    /** @throws IOException also when the file is damaged: what it said is not known then */
    Map<String, Long> read() throws IOException {
        String text = new String(directory.read(file).orElse(new byte[0]), StandardCharsets.US_ASCII);
        Map<String, Long> times = new HashMap<>();
        try {
            text.lines().map(line -> line.split(" ", 2)).forEach(line -> times.put(line[0], Long.valueOf(line[1])));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException damaged) {
            throw new IOException(directory.file(file) + ": damaged (expected: lines of a name and a time; without the"
                    + " file, " + without + ")");
        }
        return times;
    }

    /**
     * Alone among all writers.
     *
     * @param change false for nothing to write
     * @return what the change said
     */
    boolean change(Predicate<Map<String, Long>> change) throws IOException {
        return directory.alone(() -> {
            Map<String, Long> times = read();
            boolean changed = change.test(times);
            if (changed) {
                write(times);
            }
            return changed;
        });
    }

    private void write(Map<String, Long> times) throws IOException {
        String text = times.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                .collect(Collectors.joining());
        directory.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }
}

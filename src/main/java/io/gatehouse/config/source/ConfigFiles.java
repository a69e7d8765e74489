package io.gatehouse.config.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a configuration directory, and what was in each when it was read. */
public final class ConfigFiles {

    /** In the place of a digest: there was no such file. */
    public static final String ABSENT = "absent";

    private final Path directory;
    private final Map<Path, String> digests = new HashMap<>();

    public ConfigFiles(Path directory) {
        this.directory = directory;
    }

    public Path directory() {
        return directory;
    }

    public Path resolve(String path) {
        return directory.resolve(path);
    }

    /** {@code gateway}, {@code routes} or {@code organizations}, with either ending. */
    public Optional<Path> named(String name) {
        return Stream.of(".yaml", ".yml")
                .map(ending -> directory.resolve(name + ending))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** One an organization; without names that begin with a dot, which is how Kubernetes hides what it mounts. */
    public List<Path> organizations() {
        Path organizations = directory.resolve("organizations");
        if (!Files.isDirectory(organizations)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(organizations)) {
            return files.filter(ConfigFiles::isYaml).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The text, which is UTF-8; what was in the file is remembered, also that there was none. */
    public String read(Path file) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes(file)))
                .toString();
    }

    /** The same of a file that holds no text. */
    public byte[] bytes(Path file) throws IOException {
        digests.put(file, ABSENT);
        byte[] bytes = Files.readAllBytes(file);
        digests.put(file, digest(bytes));
        return bytes;
    }

    /** Every file that was read or looked for, with a digest of what was in it. */
    public Map<Path, String> digests() {
        return Map.copyOf(digests);
    }

    public static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has it
        }
    }

    /** As a reader of messages would open it: relative to where the process was started, when it lies below. */
    public static String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = file.toAbsolutePath().normalize();
        return (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
    }

    private static boolean isYaml(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }
}

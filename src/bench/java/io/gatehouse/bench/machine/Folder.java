package io.gatehouse.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** A directory of the run, with the files that programs are started on. */
public record Folder(Path path) {

    public Folder {
        path = path.toAbsolutePath().normalize();
    }

    public Folder below(String name) {
        return new Folder(path.resolve(name));
    }

    /** Without what an earlier run has left. */
    public Folder emptied() {
        try {
            FileSystemUtils.deleteRecursively(path);
            return this;
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }

    public Path write(String file, String text) {
        try {
            Path target = path.resolve(file);
            Files.createDirectories(target.getParent());
            return Files.writeString(target, text);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}

package io.gatehouse.secret;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** A directory of files that only this user may read; each is written whole or not at all, by one writer at a time. */
public final class PrivateDirectory {

    /** Work of a writer. */
    public interface Work<T> {
        T perform() throws IOException;
    }

    private static final String LOCK = ".lock";

    /** A file's lock belongs to the whole process, and its threads must agree among themselves. */
    private static final Lock WITHIN_THIS_PROCESS = new ReentrantLock();

    private final Path path;
    private final boolean posix;

    private PrivateDirectory(Path path, boolean posix) {
        this.path = path;
        this.posix = posix;
    }

    /**
     * Makes the directory where it does not exist, with mode 0700.
     *
     * @throws IOException when it cannot be made, or when nothing can be written in it
     */
    public static PrivateDirectory open(Path path) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(path, mode(posix, "rwx------"));
        PrivateDirectory directory = new PrivateDirectory(path, posix);
        directory.alone(() -> directory);
        return directory;
    }

    /** One directory further down. */
    public PrivateDirectory open(String name) throws IOException {
        return open(path.resolve(name));
    }

    /** Where a file lies, for messages. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** Of all files, those that are half written included: their names begin with a dot. */
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** When a file was last written anew or deleted here. */
    public Instant modified() throws IOException {
        return Files.getLastModifiedTime(path).toInstant();
    }

    /** Empty when there is no such file. */
    public Optional<byte[]> read(String name) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file(name)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** With mode 0600; returns when it would outlast a power failure. What a crash left half written is written over. */
    public void write(String name, byte[] content) throws IOException {
        Path begun = file("." + name + ".new");
        Files.deleteIfExists(begun);
        try (FileChannel channel = FileChannel.open(begun, Set.of(CREATE_NEW, WRITE), mode(posix, "rw-------"))) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(begun, file(name), ATOMIC_MOVE);
        forceNames();
    }

    public void delete(String name) throws IOException {
        Files.deleteIfExists(file(name));
        forceNames();
    }

    /** While no other writer is at work here, in this process or another. Not to be nested. */
    public <T> T alone(Work<T> work) throws IOException {
        WITHIN_THIS_PROCESS.lock();
        try (FileChannel channel = FileChannel.open(file(LOCK), Set.of(CREATE, WRITE), mode(posix, "rw-------"))) {
            channel.lock(); // until the channel is closed
            return work.perform();
        } finally {
            WITHIN_THIS_PROCESS.unlock();
        }
    }

    /** A moved file's content outlasts a power failure, its name only when the directory is written as well. */
    private void forceNames() throws IOException {
        if (posix) {
            try (FileChannel names = FileChannel.open(path, READ)) {
                names.force(true);
            }
        }
    }

    private static FileAttribute<?>[] mode(boolean posix, String permissions) {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}

package io.gatehouse.config;

import io.gatehouse.config.ConfigReader.Reading;
import io.gatehouse.config.source.ConfigFiles;
import io.gatehouse.organization.Organizations;
import io.gatehouse.route.Route;
import io.gatehouse.route.RouteTable;
import io.gatehouse.route.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The routes and organizations as they stand now: follows the files, keeps the last good ones when those are wrong, and lays
 * over them what the organizations' admins have entered.
 */
public final class LiveConfiguration implements Supplier<Snapshot>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LiveConfiguration.class);

    private static final long SHORTEST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

    /** Where the configuration came from: the first, valid reading of a directory in an environment. */
    public record Source(Reading first, Path directory, ConfigurableEnvironment environment) {}

    /** What changes with every write, so that only then the content is read. */
    private record Attributes(
            FileTime modified, long size, @Nullable Object key) {}

    private record Seen(Attributes attributes, String digest) {}

    private final Path directory;
    private final ConfigurableEnvironment environment;
    private final List<Route> ownRoutes;
    private final Consumer<List<Route>> check;
    private final UnaryOperator<Organizations> layOver;
    private final List<Consumer<Snapshot>> followers = new ArrayList<>();
    private final ScheduledExecutorService watcher;
    private final Map<Path, Seen> seen = new HashMap<>();

    private volatile Snapshot snapshot;
    private volatile Configuration configuration;
    private Map<Path, String> read;
    private Map<Path, String> last;
    private Map<Path, String> settings;

    /**
     * @param ownRoutes the gateway's own pages, which stand in every table
     * @param check what only the running gateway can tell of a route, such as its filters' arguments; throws
     *     {@link InvalidConfiguration}
     * @param layOver puts over the files' organizations what is kept elsewhere; {@link #layOverAnew} when that has changed
     */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with this object
    public LiveConfiguration(
            Source source, List<Route> ownRoutes, Consumer<List<Route>> check, UnaryOperator<Organizations> layOver) {
        Reading first = source.first();
        this.directory = source.directory();
        this.environment = source.environment();
        this.ownRoutes = List.copyOf(ownRoutes);
        this.check = check;
        this.layOver = layOver;
        this.configuration = first.valid();
        this.snapshot = snapshot(configuration);
        this.read = first.files();
        this.last = first.files();
        this.settings = digests(new ConfigFiles(directory).named("gateway").stream());
        this.watcher = Executors.newSingleThreadScheduledExecutor(LiveConfiguration::thread);
        watcher.schedule(this::watch, SHORTEST_PAUSE, TimeUnit.NANOSECONDS);
    }

    /** A request takes it once and keeps it. */
    @Override
    public Snapshot get() {
        return snapshot;
    }

    /** Tells the follower how things stand now, and of every change; on the thread that found it, so not for long. */
    public synchronized void follow(Consumer<Snapshot> follower) {
        followers.add(follower);
        follower.accept(snapshot);
    }

    /** The files are as they were, and what lies over them is not. */
    public synchronized void layOverAnew() {
        snapshot = new Snapshot(snapshot.routes(), layOver.apply(configuration.organizations()));
        followers.forEach(follower -> follower.accept(snapshot));
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }

    /** Looks again and again, at the cost of a hundredth of a core however many files there are. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with this object
    private void watch() {
        long began = System.nanoTime();
        try {
            look();
        } catch (RuntimeException unforeseen) {
            log.warn("configuration: {} (expected: files that can be read)", unforeseen.toString());
        }
        long pause = 100 * (System.nanoTime() - began);
        if (!watcher.isShutdown()) {
            watcher.schedule(
                    this::watch, Math.min(Math.max(pause, SHORTEST_PAUSE), LONGEST_PAUSE), TimeUnit.NANOSECONDS);
        }
    }

    /** A change is taken when it has stood still from one look to the next: a file that is being written has not. */
    private void look() {
        ConfigFiles files = new ConfigFiles(directory);
        Map<Path, String> now = digests(Stream.of(
                        files.named("routes").stream(),
                        files.named("organizations").stream(),
                        files.organizations().stream(),
                        read.keySet().stream())
                .flatMap(paths -> paths));
        boolean settled = now.equals(last);
        last = now;
        if (settled && !now.equals(read)) {
            reload();
        }
        Map<Path, String> settingsNow = digests(files.named("gateway").stream());
        if (!settingsNow.equals(settings)) {
            settings = settingsNow;
            log.warn("configuration: gateway.yaml has changed: needs a restart");
        }
    }

    private void reload() {
        Reading reading = ConfigReader.read(directory, environment);
        read = reading.files();
        last = reading.files();
        try {
            swap(reading.valid());
        } catch (InvalidConfiguration invalid) {
            log.warn(
                    "configuration: the last good one is kept; problems: {}",
                    invalid.problems().size());
            invalid.problems().forEach(problem -> log.warn("configuration: {}", problem));
        }
    }

    private synchronized void swap(Configuration read) {
        snapshot = snapshot(read);
        configuration = read;
        int organizations = configuration.organizations().all().size();
        log.info(
                "configuration: reloaded: {} routes, {} organizations",
                configuration.routes().size(),
                organizations);
        followers.forEach(follower -> follower.accept(snapshot));
    }

    private Snapshot snapshot(Configuration configuration) {
        check.accept(configuration.routes());
        List<Route> routes = Stream.concat(ownRoutes.stream(), configuration.routes().stream())
                .toList();
        return new Snapshot(new RouteTable(routes), layOver.apply(configuration.organizations()));
    }

    private Map<Path, String> digests(Stream<Path> files) {
        Map<Path, String> digests = new HashMap<>();
        files.forEach(file -> digests.computeIfAbsent(file, this::digest));
        return digests;
    }

    private String digest(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            Attributes now = new Attributes(found.lastModifiedTime(), found.size(), found.fileKey());
            Seen before = seen.get(file);
            if (before == null || !before.attributes().equals(now)) {
                before = new Seen(now, ConfigFiles.digest(Files.readAllBytes(file)));
                seen.put(file, before);
            }
            return before.digest();
        } catch (IOException unreadable) {
            seen.remove(file);
            return ConfigFiles.ABSENT;
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "configuration");
        thread.setDaemon(true);
        return thread;
    }
}

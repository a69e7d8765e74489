package io.gatehouse.journey;

import com.github.dockerjava.api.DockerClient;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis for one test class, which journeys can kill and bring back on the same port. */
public final class RedisServer implements AutoCloseable {

    private final int port;
    private final String kind;
    private final Step start;
    private final Step stop;
    private final Step remove;

    private RedisServer(int port, String kind, Step start, Step stop, Step remove) {
        this.port = port;
        this.kind = kind;
        this.start = start;
        this.stop = stop;
        this.remove = remove;
    }

    private interface Step {
        void perform() throws IOException;
    }

    public static RedisServer start() {
        RedisServer server;
        try {
            server = DockerClientFactory.instance().isDockerAvailable() ? container(freePort()) : embedded(freePort());
            server.start.perform();
        } catch (IOException failure) {
            throw new UncheckedIOException("Redis did not start", failure);
        }
        System.out.println("Redis for this test: " + server.kind + " at " + server.uri());
        return server;
    }

    String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    URI uri() {
        return URI.create("redis://" + host() + ":" + port);
    }

    String kind() {
        return kind;
    }

    /** Pulls the plug: connections break, new ones are refused, everything stored is lost. */
    public void stop() {
        perform(stop);
        Awaitility.await("Redis is gone").until(this::isGone);
    }

    public void restart() {
        if (!isGone()) {
            stop();
        }
        perform(start);
        Awaitility.await("Redis is back")
                .ignoreExceptions()
                .until(() -> withRedis(RedisCommands::ping), "PONG"::equals);
    }

    @Override
    public void close() {
        perform(remove);
    }

    /** Every key and every value as it lies there, to prove what Redis does not hold. */
    List<byte[]> everythingStored() {
        return withRedis(redis -> redis.keys("*").stream()
                .flatMap(key -> Stream.concat(Stream.of(key), valuesAt(key, redis)))
                .toList());
    }

    /**
     * Below those that systems give to outgoing connections (32768 and on): one of those would take it before a program that
     * starts slowly listens there.
     */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
    }

    static Optional<Path> onPath(String... programs) {
        return Stream.of(programs)
                .flatMap(program -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(directory -> Path.of(directory, program)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static RedisServer embedded(int port) throws IOException {
        Optional<Path> installed = onPath("redis-server", "valkey-server");
        RedisServerBuilder builder =
                redis.embedded.RedisServer.newRedisServer().port(port).onShutdownForceStop(true);
        // It runs in its program's own directory: nothing must be saved there.
        builder.setting("save \"\"").setting("appendonly no");
        installed.ifPresent(program -> builder.executableProvider(program::toFile));
        redis.embedded.RedisServer server = builder.build();
        String kind = "embedded " + installed.map(Path::toString).orElse("6.2");
        return new RedisServer(port, kind, server::start, server::stop, server::stop);
    }

    /** Bound to a fixed port, for Docker would give it another one at a restart. */
    private static RedisServer container(int port) {
        GenericContainer<?> container = new GenericContainer<>("redis:7")
                .withCommand("redis-server", "--save", "", "--appendonly", "no", "--protected-mode", "no")
                .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));
        container.setPortBindings(List.of("127.0.0.1:" + port + ":6379"));
        DockerClient docker = container.getDockerClient();
        return new RedisServer(
                port,
                "Testcontainers redis:7",
                () -> {
                    if (container.getContainerId() == null) {
                        container.start();
                    } else {
                        docker.startContainerCmd(container.getContainerId()).exec();
                    }
                },
                () -> docker.killContainerCmd(container.getContainerId()).exec(),
                container::stop);
    }

    private static void perform(Step step) {
        try {
            step.perform();
        } catch (IOException failure) {
            throw new UncheckedIOException("Redis cannot be started or stopped", failure);
        }
    }

    private boolean isGone() {
        try {
            new Socket(host(), port).close();
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    private <T> T withRedis(Function<RedisCommands<byte[], byte[]>, T> work) {
        try (RedisClient client = RedisClient.create(uri().toString());
                StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            return work.apply(connection.sync());
        }
    }

    private static Stream<byte[]> valuesAt(byte[] key, RedisCommands<byte[], byte[]> redis) {
        String type = redis.type(key);
        return switch (type) {
            case "none" -> Stream.of();
            case "string" -> Stream.of(redis.get(key));
            case "list" -> redis.lrange(key, 0, -1).stream();
            case "set" -> redis.smembers(key).stream();
            case "zset" -> redis.zrange(key, 0, -1).stream();
            case "hash" -> flat(redis.hgetall(key));
            case "stream" -> redis.xrange(key, Range.unbounded()).stream().flatMap(entry -> flat(entry.getBody()));
            default -> throw new IllegalStateException("Redis holds a " + type + " (expected: a type read here)");
        };
    }

    private static Stream<byte[]> flat(Map<byte[], byte[]> fields) {
        return fields.entrySet().stream().flatMap(field -> Stream.of(field.getKey(), field.getValue()));
    }
}

package io.gatehouse.bench.machine;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The bench's own Redis, a database of it for each gateway: what it is asked, what it keeps, and what that costs. */
public final class Redis implements AutoCloseable {

    /** More than any run has gateways. */
    private static final int DATABASES = 64;

    /** What the bench asks itself, and what clients ask to stay in contact. */
    private static final Set<String> NOT_COUNTED = Set.of("info", "select", "hello", "auth", "command");

    private static final Set<String> FAMILIES_NOT_COUNTED = Set.of("config", "client", "memory", "command");

    private final Program program;
    private final int port;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private Redis(Program program, int port) {
        this.program = program;
        this.port = port;
        this.client = RedisClient.create(RedisURI.create("127.0.0.1", port));
        this.connection = client.connect();
    }

    public static Redis start(Folder folder) {
        int port = Ports.free();
        List<String> command = List.of(
                Tool.REDIS.path(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--databases",
                Integer.toString(DATABASES),
                "--save",
                "",
                "--appendonly",
                "no");
        Program program = Program.start("redis", folder.path(), Map.of(), command);
        program.awaitPort(port, Duration.ofSeconds(10));
        return new Redis(program, port);
    }

    public int port() {
        return port;
    }

    public String url(int database) {
        return "redis://127.0.0.1:" + port + "/" + database;
    }

    public long cpuMicros() {
        return program.cpuMicros();
    }

    /** Commands so far, in all databases. */
    public long commands() {
        return commands(connection.sync().info("commandstats"));
    }

    private static long commands(String info) {
        return info.lines()
                .filter(line -> line.startsWith("cmdstat_"))
                .map(line -> line.substring("cmdstat_".length()).split("[:,=]"))
                .filter(words -> !NOT_COUNTED.contains(words[0]))
                .filter(words -> !FAMILIES_NOT_COUNTED.contains(words[0].split("\\|")[0]))
                .mapToLong(words -> Long.parseLong(words[2]))
                .sum();
    }

    /** What all keys of a database take, their names and Redis's own bookkeeping included; 0 for an empty one. */
    public long bytes(int database, String pattern) {
        RedisCommands<String, String> redis = connection.sync();
        redis.select(database);
        return redis.keys(pattern).stream().mapToLong(key -> bytes(redis, key)).sum();
    }

    /** Of all fields of a hash, where Redis alone would guess from five. */
    private static long bytes(RedisCommands<String, String> redis, String key) {
        CommandArgs<String, String> usage = new CommandArgs<>(StringCodec.UTF8)
                .add("USAGE")
                .addKey(key)
                .add("SAMPLES")
                .add(0);
        Long bytes = redis.dispatch(CommandType.MEMORY, new IntegerOutput<>(StringCodec.UTF8), usage);
        return bytes == null ? 0 : bytes;
    }

    public String version() {
        return connection
                .sync()
                .info("server")
                .lines()
                .filter(line -> line.startsWith("redis_version:"))
                .map(line -> line.substring("redis_version:".length()))
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        program.close();
    }
}

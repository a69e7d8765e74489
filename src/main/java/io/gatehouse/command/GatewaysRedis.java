package io.gatehouse.command;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The gateway's Redis, for commands that are run beside it: by Spring Boot's own connection, so that every
 * {@code spring.data.redis.*} counts here as it does there.
 */
record GatewaysRedis(AnnotationConfigApplicationContext context) implements AutoCloseable {

    /**
     * @param patience with each command, unless gateway.yaml says another
     * @throws Refused when there is no way to it
     */
    static GatewaysRedis of(ConfigurableEnvironment environment, Duration patience) {
        String time = patience.toMillis() + "ms";
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        try {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "timeouts",
                            Map.of("spring.data.redis.connect-timeout", time, "spring.data.redis.timeout", time)));
            context.setEnvironment(environment);
            context.register(DataRedisAutoConfiguration.class);
            context.refresh();
            return new GatewaysRedis(context);
        } catch (BeansException malformed) {
            context.close();
            throw new Refused(1, "spring.data.redis: no way to Redis (expected: as the gateway has it)");
        }
    }

    LettuceConnectionFactory connections() {
        return context.getBean(LettuceConnectionFactory.class);
    }

    /** Of its master, where Sentinels know that, or of every node of its Cluster. */
    @Nullable String ping() {
        try (RedisConnection connection = connections().getConnection()) {
            return connection.ping();
        }
    }

    /** Where it is, for people; never its password. */
    static String where(Environment environment) {
        String master = environment.getProperty("spring.data.redis.sentinel.master");
        if (master != null) {
            return master + " of the Sentinels " + listed(environment, "spring.data.redis.sentinel.nodes");
        }
        String nodes = listed(environment, "spring.data.redis.cluster.nodes");
        if (!nodes.isEmpty()) {
            return "the Cluster " + nodes;
        }
        RedisURI one = RedisURI.create(environment.getProperty(
                "spring.data.redis.url",
                "redis://" + environment.getProperty("spring.data.redis.host", "localhost") + ":"
                        + environment.getProperty("spring.data.redis.port", "6379")));
        return one.getHost() + ":" + one.getPort();
    }

    private static String listed(Environment environment, String key) {
        return Binder.get(environment)
                .bind(key, Bindable.listOf(String.class))
                .map(nodes -> String.join(", ", nodes))
                .orElse("");
    }

    @Override
    public void close() {
        context.close();
    }
}

package io.gatehouse.audit.store;

import io.gatehouse.audit.Happening.Kind;
import io.gatehouse.journey.RedisServer;
import io.gatehouse.secret.SecretKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** How long pages of 100,000 entries take: {@code mvn test-compile}, then its main with the test class path. */
final class ActivityMeasurement {

    private static final int ENTRIES = 100_000;

    private ActivityMeasurement() {}

    public static void main(String[] arguments) {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory connections =
                    new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", redis.port()));
            connections.afterPropertiesSet();
            connections.start();
            measure(new RedisActivityStore(connections, ENTRIES, Clock.systemUTC()));
            connections.destroy();
        }
    }

    private static void measure(ActivityStore store) {
        SecretKeys keys = SecretKeys.random();
        Clock clock = Clock.systemUTC();
        ManyEntries.fill(store, keys, "acme", ENTRIES, clock);
        Activity activity = new Activity(store, keys, clock);
        for (int round = 0; round < 5; round++) {
            System.out.printf(
                    "first %d ms, one kind %d ms, a rare person %d ms, nobody %d ms, ten pages on %d ms, all of them %d ms%n",
                    time(() -> page(activity, Filter.none())),
                    time(() -> page(
                            activity, new Filter(Optional.of(Kind.MEMBER), "", Optional.empty(), Optional.empty()))),
                    time(() -> page(activity, person("p4242"))),
                    time(() -> page(activity, person("nobody"))),
                    time(() ->
                            activity.pages("acme", Filter.none(), 50).take(10).blockLast()),
                    time(() -> activity.pages("acme", Filter.none(), 250).blockLast()));
        }
    }

    private static Filter person(String name) {
        return new Filter(Optional.empty(), name, Optional.empty(), Optional.empty());
    }

    private static void page(Activity activity, Filter filter) {
        activity.page("acme", filter, Optional.empty(), 50).block();
    }

    private static long time(Runnable work) {
        Instant begin = Instant.now();
        work.run();
        return Duration.between(begin, Instant.now()).toMillis();
    }
}

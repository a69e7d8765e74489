package io.gatehouse.bench;

import io.gatehouse.bench.load.Target;
import io.gatehouse.bench.peer.Gatehouse;
import io.gatehouse.bench.peer.Running;
import io.gatehouse.bench.peer.Surroundings;
import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.identity.Claims;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Nearness;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.Tokens;
import io.gatehouse.session.Vouched;
import io.gatehouse.session.cookie.SessionCookies;
import io.gatehouse.session.store.redis.RedisSessionIndex;
import io.gatehouse.session.store.redis.RedisSessionStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * More sessions than could sign in while one waits: written straight into Redis, by Gatehouse's own classes and with the
 * keys of the gateway that will find them.
 */
final class ManySessions {

    private static final int AT_ONCE = 64;

    /** As long as an ordinary ID token, of which nothing is read. */
    private static final Secret ID_TOKEN = Secret.of("x".repeat(900));

    private ManySessions() {}

    /** So many of different people with one address, spread over all organizations, each with its cookie. */
    static List<Target> write(Running gateway, Gatehouse kind, Surroundings around, String email, int count) {
        Configuration configuration = configuration(gateway, around);
        SecretKeys keys = configuration.settings().secretKeys().orElseThrow();
        LettuceConnectionFactory redis = connections(around, gateway.database());
        try (RedisSessionStore store = new RedisSessionStore(redis)) {
            SessionCookies cookies = new SessionCookies(configuration.settings().publicUrl(), keys);
            Sessions sessions = new Sessions(
                    store,
                    new RedisSessionIndex(redis, Clock.systemUTC()),
                    cookies,
                    keys,
                    new Nearness(Duration.ZERO, Duration.ZERO),
                    () -> false,
                    Clock.systemUTC());
            await(store);
            return Flux.range(0, count)
                    .flatMap(
                            number -> begin(sessions, configuration, around, kind.prefix(number), email, number),
                            AT_ONCE)
                    .collectList()
                    .blockOptional(Duration.ofMinutes(3))
                    .orElseThrow();
        } finally {
            redis.destroy();
        }
    }

    private static Mono<Target> begin(
            Sessions sessions,
            Configuration configuration,
            Surroundings around,
            String prefix,
            String email,
            int number) {
        OrganizationName name = OrganizationName.parse(prefix.split("/")[1]).orElseThrow();
        Organization organization = configuration.organizations().find(name).orElseThrow();
        Claims claims = new Claims(
                around.issuer().toString(),
                around.clientId(),
                "subject-" + number,
                "person" + number,
                EmailAddress.parse(email),
                true,
                organization.roles().claim().text(),
                List.of());
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get(prefix));
        return sessions.begin(exchange, organization, vouched(claims), Optional.empty())
                .map(unused -> new Target(prefix, cookies(exchange)));
    }

    private static Vouched vouched(Claims claims) {
        return new Vouched(claims, new Tokens(ID_TOKEN, Optional.empty()), Optional.empty(), Instant.now());
    }

    private static String cookies(MockServerWebExchange exchange) {
        return exchange.getResponse().getCookies().values().stream()
                .flatMap(List::stream)
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private static Configuration configuration(Running gateway, Surroundings around) {
        Path directory = gateway.folder(around).below("config").path();
        return ConfigReader.read(directory, GatewayEnvironment.load(directory)).valid();
    }

    private static LettuceConnectionFactory connections(Surroundings around, int database) {
        RedisStandaloneConfiguration where =
                new RedisStandaloneConfiguration("127.0.0.1", around.redis().port());
        where.setDatabase(database);
        LettuceConnectionFactory redis = new LettuceConnectionFactory(where);
        redis.afterPropertiesSet();
        redis.start();
        return redis;
    }

    private static void await(RedisSessionStore store) {
        Flux.interval(Duration.ofMillis(20))
                .filter(unused -> store.isReady())
                .next()
                .block(Duration.ofSeconds(10));
    }
}

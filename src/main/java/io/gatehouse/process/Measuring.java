package io.gatehouse.process;

import io.gatehouse.config.GatewaySettings;
import io.gatehouse.config.LiveConfiguration;
import io.gatehouse.session.Sessions;
import io.gatehouse.traffic.AccessLog;
import io.gatehouse.traffic.AccessOutput;
import io.gatehouse.traffic.RequestTimes;
import io.gatehouse.traffic.Traffic;
import io.lettuce.core.metrics.MicrometerCommandLatencyRecorder;
import io.lettuce.core.metrics.MicrometerOptions;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import reactor.netty.NettyPipeline;

/** What is counted and timed of the gateway's work, and written down of each request. */
@Configuration(proxyBeanMethods = false)
public class Measuring {

    /** With one of these, whoever runs the gateway has said how log lines look or where they go. */
    private static final List<String> CHOOSES_OUTPUT = List.of(
            "logging.config",
            "logging.file.name",
            "logging.file.path",
            "logging.pattern.console",
            "logging.structured.format.console");

    @Bean(destroyMethod = "close")
    Traffic traffic(
            GatewaySettings settings,
            LiveConfiguration configuration,
            Environment environment,
            Clock clock,
            MeterRegistry meters) {
        Optional<AccessLog> accessLog = settings.accessLog()
                ? Optional.of(new AccessLog(clock, meters, output(environment)))
                : Optional.empty();
        return new Traffic(new RequestTimes(meters, configuration), accessLog);
    }

    private static Consumer<String> output(Environment environment) {
        boolean chosen = CHOOSES_OUTPUT.stream().anyMatch(environment::containsProperty);
        return chosen ? AccessOutput.logger() : AccessOutput.console();
    }

    /** A customizer of the factory and not of Netty, which would stand on the management port too. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> turnstiles(Traffic traffic) {
        return factory -> factory.addServerCustomizers(
                server -> server.doOnChannelInit((observer, channel, address) -> channel.pipeline()
                        .addAfter(NettyPipeline.HttpTrafficHandler, Traffic.class.getName(), traffic.turnstile())));
    }

    @Bean
    MeterBinder sessionCache(Sessions sessions) {
        return meters -> {
            sessionCache("hit", Sessions::foundNear, sessions, meters);
            sessionCache("miss", found -> found.askedStore() - found.heldOver(), sessions, meters);
            sessionCache("outage", Sessions::heldOver, sessions, meters);
            Gauge.builder("gatehouse.session.removals.heard", sessions, found -> found.hearsRemovals() ? 1 : 0)
                    .description(
                            "1 while removals by other replicas are heard, 0 while the store is asked at every request")
                    .register(meters);
        };
    }

    private static void sessionCache(
            String result, ToDoubleFunction<Sessions> count, Sessions sessions, MeterRegistry meters) {
        FunctionCounter.builder("gatehouse.session.cache.requests", sessions, count)
                .description("Requests with a session cookie that holds, by whether the store had to be asked")
                .tag("result", result)
                .register(meters);
    }

    /** Instead of Boot's observation of each command, which costs as much as the command. */
    @Bean
    ClientResourcesBuilderCustomizer redisTimes(MeterRegistry meters) {
        return resources -> resources.commandLatencyRecorder(
                new MicrometerCommandLatencyRecorder(meters, MicrometerOptions.create()));
    }
}

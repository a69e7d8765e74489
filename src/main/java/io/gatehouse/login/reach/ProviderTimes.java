package io.gatehouse.login.reach;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/** How long identity providers take to answer, by step and outcome; never by organization. */
public final class ProviderTimes implements ExchangeFilterFunction {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry meters;

    public ProviderTimes(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        String step = Step.of(request)
                .map(known -> known.name().toLowerCase(Locale.ROOT))
                .orElse("other");
        return Mono.defer(() -> {
            long began = System.nanoTime();
            return next.exchange(request)
                    .doOnNext(answer -> record(step, outcome(answer), began))
                    .doOnError(unreachable -> record(step, "unreachable", began));
        });
    }

    private static String outcome(ClientResponse answer) {
        return answer.statusCode().is2xxSuccessful() ? "succeeded" : "refused";
    }

    private void record(String step, String outcome, long began) {
        Timer.builder("gatehouse.identity.provider")
                .description("Answers of identity providers, until their head")
                .tag("step", step)
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(meters)
                .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
}

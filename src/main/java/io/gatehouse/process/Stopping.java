package io.gatehouse.process;

import io.gatehouse.traffic.Traffic;
import io.gatehouse.upstream.open.OpenConnections;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/**
 * The beginning of a stop, once readiness is down: no connection is kept for another request, and after a while in which
 * balancers turn away, WebSockets and event streams go to another replica. Then Spring Boot closes the port and waits for
 * what still runs.
 */
final class Stopping implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Stopping.class);

    private final Traffic traffic;
    private final OpenConnections open;
    private final Duration delay;
    private volatile boolean running;

    /** @param delay for which requests still come and are answered */
    Stopping(Traffic traffic, OpenConnections open, Duration delay) {
        this.traffic = traffic;
        this.open = open;
        this.delay = delay;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** First of all that stops, the probes' port included. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void stop() {
        running = false;
        open.stop();
    }

    @Override
    public void stop(Runnable stopped) {
        log.info(
                "gateway: stopping: not ready any more; the port closes in {} s, {} open",
                delay.toSeconds(),
                open.count());
        traffic.stop();
        Mono.delay(delay).doOnNext(unused -> stop()).subscribe(unused -> stopped.run());
    }
}

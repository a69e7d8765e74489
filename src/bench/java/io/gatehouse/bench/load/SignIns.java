package io.gatehouse.bench.load;

import io.gatehouse.bench.machine.Program;
import io.gatehouse.bench.machine.Upstream.Page;
import io.gatehouse.bench.peer.Peer;
import io.gatehouse.bench.peer.Running;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Signs in at gateways, one browser a session, always at the one identity provider. */
public final class SignIns {

    /**
     * How fast people can sign in, and what one of them costs.
     *
     * @param problems of each sign-in that failed, a sentence
     */
    public record Rate(double perSecond, double cpuMillis, List<String> problems) {}

    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final URI issuer;
    private final String username;

    public SignIns(URI issuer, String username) {
        this.issuer = issuer;
        this.username = username;
    }

    /** So many sessions, spread evenly over what the gateway serves; one target without a cookie where nobody signs in. */
    public List<Target> targets(Running gateway, int count) {
        Peer peer = gateway.peer();
        if (!peer.signsIn()) {
            return List.of(new Target(peer.prefix(0), ""));
        }
        List<Callable<Target>> work = prefixes(peer, count).stream()
                .map(prefix -> (Callable<Target>) () -> new Target(prefix, patiently(gateway, prefix)))
                .toList();
        return together(work);
    }

    /** Loops of whole sign-ins for a while. */
    public Rate rate(Running gateway, Duration time) {
        long cpu = gateway.program().cpuMicros();
        long began = System.nanoTime();
        long end = began + time.toNanos();
        List<String> problems = Collections.synchronizedList(new ArrayList<>());
        Callable<Integer> loop = () -> {
            int count = 0;
            while (System.nanoTime() < end) {
                try {
                    cookie(gateway, gateway.peer().prefix(0));
                    count++;
                } catch (RuntimeException failure) {
                    problems.add(gateway.name() + ": sign-in: " + failure.getMessage());
                }
            }
            return count;
        };
        int signIns = together(
                        IntStream.range(0, AT_ONCE).mapToObj(unused -> loop).toList())
                .stream()
                .mapToInt(Integer::intValue)
                .sum();
        double seconds = (System.nanoTime() - began) / 1e9;
        double millis = (gateway.program().cpuMicros() - cpu) / 1e3 / Math.max(1, signIns);
        return new Rate(signIns / seconds, millis, List.copyOf(problems));
    }

    /** A gateway that answers may still be about to find its store, and plain Spring's connections sometimes hang. */
    private String patiently(Running gateway, String prefix) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return cookie(gateway, prefix);
            } catch (RuntimeException notYet) {
                if (System.nanoTime() > end) {
                    throw notYet;
                }
                Program.pause(Duration.ofMillis(200));
            }
        }
    }

    private String cookie(Running gateway, String prefix) {
        String path = new Target(prefix, "").path(Page.SMALL);
        String cookie = new Browser(issuer).signIn(gateway.address(path), username);
        if (cookie.isEmpty()) {
            throw new IllegalStateException(gateway.name() + ": signed in without a cookie");
        }
        return cookie;
    }

    private static List<String> prefixes(Peer peer, int count) {
        // A prime stride reaches as many organizations or routes as there are sessions, far apart.
        return IntStream.range(0, count)
                .mapToObj(number -> peer.prefix(number * 7919))
                .toList();
    }

    private static <T> List<T> together(List<Callable<T>> work) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> one : threads.invokeAll(work)) {
                results.add(one.get());
            }
            return results;
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getMessage(), failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        } finally {
            threads.shutdownNow();
        }
    }
}

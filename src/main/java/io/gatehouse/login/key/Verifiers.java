package io.gatehouse.login.key;

import io.gatehouse.organization.ProviderName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Where signatures are verified: not on the event loops, which everybody's requests share, and one at a time for each
 * organization, so that its identity provider's keys hold up nobody else's sign-ins.
 */
public final class Verifiers {

    /** One for each core, of the whole process. Its queue is short: one signature for each organization at most. */
    private static final Executor THREADS = threads(Runtime.getRuntime().availableProcessors());

    private final Map<ProviderName, Scheduler> turns = new ConcurrentHashMap<>();

    /** Whoever goes on here must leave it for an event loop of its own. */
    public Scheduler of(ProviderName provider) {
        return turns.computeIfAbsent(provider, name -> Schedulers.fromExecutor(new OneAtATime(THREADS)));
    }

    private static Executor threads(int count) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(count, count, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "signatures-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}

package io.gatehouse.upstream.chain;

import java.util.concurrent.Executor;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * The client's event loop, which runs all that it was given. Reactor's own scheduler takes back what has not run when it is
 * disposed of, also {@code publishOn}'s look at its queue: buffers in it would belong to nobody any more.
 */
record ClientLoop(Executor executor) implements Scheduler {

    @Override
    public Disposable schedule(Runnable task) {
        executor.execute(task);
        return Disposables.disposed();
    }

    @Override
    public Worker createWorker() {
        return new Worker() {
            @Override
            public Disposable schedule(Runnable task) {
                return ClientLoop.this.schedule(task);
            }

            @Override
            public void dispose() {
                // what was given runs
            }
        };
    }
}

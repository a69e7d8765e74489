package io.gatehouse.login.key;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Gives one piece of work after the other to threads that others share, so that it never has more than one of them. */
final class OneAtATime implements Executor {

    /** Four for each sign-in that an organization may have waiting. */
    static final int MOST = 1_024;

    private final Executor threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    OneAtATime(Executor threads) {
        this.threads = threads;
    }

    /** @throws RejectedExecutionException when {@link #MOST} wait already */
    @Override
    public synchronized void execute(Runnable work) {
        if (waiting.size() >= MOST) {
            throw new RejectedExecutionException(MOST + " signatures wait already");
        }
        waiting.add(work);
        if (!busy) {
            next();
        }
    }

    private synchronized void next() {
        @Nullable Runnable work = waiting.poll();
        busy = work != null;
        if (work != null) {
            threads.execute(() -> done(work));
        }
    }

    private void done(Runnable work) {
        try {
            work.run();
        } finally {
            next();
        }
    }
}

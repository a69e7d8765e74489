package io.gatehouse.session.store.redis;

import io.gatehouse.session.store.Removed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Removes sessions, and sees to it that they stay removed.
 *
 * <p>Redis copies to its replicas behind the answer, so a failover can bring back what has just been removed. Three things
 * are against that: a removal waits for a replica ({@link Replication}); who removed carries it out again after every
 * reconnection; and who knows of a removal takes what it reads for none, and removes it again ({@link RecentRemovals}).
 */
final class Removals implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Removals.class);

    private static final int AGAIN_AT_ONCE = 16;
    private static final Retry UNTIL_REDIS_IS_BACK = Retry.fixedDelay(120, Duration.ofMillis(250));

    private final ReactiveRedisTemplate<String, byte[]> redis;
    private final RedisContact contact;
    private final Replication replication;
    private final Consumer<String> told;
    private final RecentRemovals recent = new RecentRemovals();
    private final Disposable.Swap again = Disposables.swap();

    /** @param told the hash of every session that is removed here */
    Removals(
            ReactiveRedisTemplate<String, byte[]> redis,
            RedisContact contact,
            Replication replication,
            Consumer<String> told) {
        this.redis = redis;
        this.contact = contact;
        this.replication = replication;
        this.told = told;
    }

    /**
     * One command does both, so that no answer lost between them leaves a session that is gone and that others still know;
     * and it goes on when whoever asked for it has left, as browsers do that sign out. It is sent to a Redis that hangs, too:
     * it may be carried out yet.
     */
    Mono<Void> remove(String hash) {
        Mono<Void> command = carryOut(hash).then(replication.await(hash));
        return Mono.fromFuture(
                        () -> {
                            recent.removedHere(hash);
                            told.accept(hash); // nobody here takes it for known while Redis may have done it
                            return command.toFuture();
                        },
                        true)
                .doOnTerminate(() -> told.accept(hash));
    }

    void heard(String hash) {
        recent.heard(hash);
    }

    boolean contain(String hash) {
        return recent.contain(hash);
    }

    /** Of what was just read: Redis may have forgotten the removal; whoever knows of it has not. */
    boolean isBack(String hash) {
        boolean removedBefore = recent.contain(hash);
        if (removedBefore) {
            carryOut(hash).onErrorComplete().subscribe();
        }
        return removedBefore;
    }

    /** The Redis that is connected now may be another one than knew of these. */
    void carryOutAgain() {
        List<String> own = recent.removedHere();
        if (!own.isEmpty()) {
            log.info("session: redis: connected again; the last {} removals are carried out again", own.size());
            again.update(Flux.fromIterable(own)
                    .flatMap(this::carryOutOnceItIsBack, AGAIN_AT_ONCE)
                    .subscribe());
        }
    }

    @Override
    public void close() {
        again.dispose();
    }

    private Mono<Long> carryOutOnceItIsBack(String hash) {
        return carryOut(hash).retryWhen(UNTIL_REDIS_IS_BACK).onErrorComplete();
    }

    private Mono<Long> carryOut(String hash) {
        return contact.made(() -> redis.execute(
                        SessionScripts.REMOVE,
                        List.of(
                                SessionScripts.session(hash),
                                SessionScripts.tokens(hash),
                                SessionScripts.page(hash),
                                SessionScripts.removed(hash)),
                        List.of(
                                bytes(RemovalChannel.NAME),
                                bytes(hash),
                                bytes(Long.toString(Removed.REMEMBERED.toMillis()))))
                .next());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package io.gatehouse.bench.load;

import io.gatehouse.bench.machine.Folder;
import io.gatehouse.bench.machine.Redis;
import io.gatehouse.bench.machine.Upstream;
import io.gatehouse.bench.machine.Upstream.Page;
import io.gatehouse.bench.peer.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts load on one gateway for a while, and reads what it cost off the machine. */
public final class Meter {

    /** How the load is put on: as fast as answers come, or at a pace. */
    public record Manner(Page page, int connections, Duration time, Duration between) {

        public static Manner fast(Page page, Duration time) {
            return new Manner(page, 32, time, Duration.ZERO);
        }

        /** About as many requests a second as given, spread evenly over the connections. */
        public static Manner paced(int connections, double perSecond, Duration time) {
            Duration between = Duration.ofNanos((long) (connections / perSecond * 1e9));
            return new Manner(Page.SMALL, connections, time, between);
        }
    }

    private final Folder folder;
    private final Wrk wrk;
    private final Redis redis;
    private final Upstream upstream;
    private final String email;
    private final Consumer<String> problems;

    /** @param email of the person who is signed in everywhere */
    public Meter(Folder folder, Redis redis, Upstream upstream, String email, Consumer<String> problems) {
        this.folder = folder;
        this.wrk = new Wrk(folder);
        this.redis = redis;
        this.upstream = upstream;
        this.email = email;
        this.problems = problems;
    }

    public Sample measure(Running gateway, List<Target> targets, Manner manner) {
        Path file = Target.write(folder, targets, manner.page());
        long failed = inspect(gateway, targets.get(0));

        long answered = upstream.answered();
        long commands = redis.commands();
        long redisCpu = redis.cpuMicros();
        long cpu = gateway.program().cpuMicros();
        Wrk.Said said = wrk.run(gateway.base(), file, manner.connections(), manner.time(), manner.between());
        cpu = gateway.program().cpuMicros() - cpu;
        redisCpu = redis.cpuMicros() - redisCpu;
        commands = redis.commands() - commands;
        answered = upstream.answered() - answered;

        failed += said.errors() + unanswered(gateway, said, answered, manner.page());
        failed += inspect(gateway, targets.get(targets.size() - 1));
        double requests = Math.max(1, said.requests());
        return new Sample(
                cpu / requests,
                redisCpu / requests,
                said.requests() / (said.micros() / 1e6),
                said.p50() / 1e3,
                said.p99() / 1e3,
                commands / requests,
                said.requests(),
                failed);
    }

    private long inspect(Running gateway, Target target) {
        Optional<String> problem = Inspection.problem(gateway, target, email);
        problem.ifPresent(problems);
        return problem.isPresent() ? 1 : 0;
    }

    /** wrk takes redirects and short bodies for answers; the upstream's count and the bytes do not. */
    private long unanswered(Running gateway, Wrk.Said said, long answered, Page page) {
        long strayed = Math.max(0, said.requests() - answered);
        long whole = said.bytes() / page.bytes();
        long failed = Math.max(strayed, Math.max(0, said.requests() - whole));
        if (failed + said.errors() > 0) {
            problems.accept(gateway.name() + ": " + said.errors() + " errors, " + strayed
                    + " requests that did not reach the upstream, " + whole + " whole bodies of " + said.requests());
        }
        return failed;
    }
}

package io.gatehouse.bench;

import io.gatehouse.bench.load.Meter.Manner;
import io.gatehouse.bench.load.Sample;
import io.gatehouse.bench.load.SignIns;
import io.gatehouse.bench.load.Target;
import io.gatehouse.bench.machine.Redis;
import io.gatehouse.bench.machine.Upstream.Page;
import io.gatehouse.bench.peer.Gatehouse;
import io.gatehouse.bench.peer.Peer;
import io.gatehouse.bench.peer.Running;
import io.gatehouse.bench.report.Findings.Row;
import io.gatehouse.bench.report.Findings.SessionSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The main comparison: all peers run all the time, and each round asks one after the other. */
final class SideBySide implements AutoCloseable {

    private static final double STEADY = 0.3;
    private static final int STEADY_CONNECTIONS = 64;
    private static final int PACED_SESSIONS = 200;
    private static final int PACE = 5;

    /** A peer that runs, and what was found so far. */
    private static final class Entry {
        private final Running gateway;
        private final List<Sample> small = new ArrayList<>();
        private final List<Sample> large = new ArrayList<>();
        private List<Target> targets = List.of();
        private long sessionBytes;

        private Entry(Running gateway) {
            this.gateway = gateway;
        }
    }

    private final Plan plan;
    private final Stage stage;
    private final Progress progress;
    private final List<Entry> entries = new ArrayList<>();

    SideBySide(Plan plan, Stage stage, Progress progress) {
        this.plan = plan;
        this.stage = stage;
        this.progress = progress;
    }

    List<Row> run(List<Peer> peers) {
        start(peers);
        entries.removeIf(entry -> progress.attempt("sign in at " + entry.gateway.name(), () -> signedIn(entry))
                .isEmpty());
        if (!plan.isShort()) {
            entries.forEach(this::warmUp);
        }
        for (int round = 1; round <= plan.rounds(); round++) {
            progress.say("round %d of %d", round, plan.rounds());
            inTurn(round).forEach(entry -> entry.small.add(measure(entry, Manner.fast(Page.SMALL, plan.round()))));
        }
        for (int round = 1; round <= plan.roundsBesides(); round++) {
            progress.say("64 KB, round %d of %d", round, plan.roundsBesides());
            inTurn(round).forEach(entry -> entry.large.add(measure(entry, Manner.fast(Page.LARGE, plan.besides()))));
        }
        progress.say("a steady 30 %% of the load, and sign-ins");
        return entries.stream().map(this::row).toList();
    }

    /** Gatehouse alone at a pace like people's, with sessions of its own. */
    Optional<Sample> paced() {
        return gatehouse().map(entry -> {
            progress.say("%d sessions at %d requests/s each", PACED_SESSIONS, PACE);
            List<Target> targets = stage.alice().targets(entry.gateway, PACED_SESSIONS);
            // Once without counting, so that each session has been asked for before.
            stage.meter().measure(entry.gateway, targets, pace(plan.besides()));
            // Three times as long as a session is good for in the near cache, or most reads would fall outside.
            Duration time = plan.isShort() ? plan.round() : Duration.ofSeconds(90);
            return stage.meter().measure(entry.gateway, targets, pace(time));
        });
    }

    Optional<SessionSize> sessionSize() {
        return gatehouse().map(entry -> SessionScales.weigh(entry.gateway, stage));
    }

    @Override
    public void close() {
        entries.parallelStream().forEach(entry -> entry.gateway.close());
    }

    /** All at once, for most of them take a while. */
    private void start(List<Peer> peers) {
        List<Running> starting = peers.stream()
                .flatMap(peer ->
                        progress.attempt("start " + peer.name(), () -> Running.start(peer, stage.around())).stream())
                .toList();
        for (Running gateway : starting) {
            progress.attempt("start " + gateway.name(), gateway::awaitAnswer)
                    .ifPresentOrElse(unused -> entries.add(new Entry(gateway)), gateway::close);
        }
        progress.say("%d gateways answer", entries.size());
    }

    private Entry signedIn(Entry entry) {
        try {
            entry.targets = stage.alice().targets(entry.gateway, plan.sessions());
            if (entry.gateway.peer().storesInRedis()) {
                weigh(entry);
            }
            return entry;
        } catch (RuntimeException failure) {
            entry.gateway.close();
            throw failure;
        }
    }

    /** The sessions alone: what a gateway keeps for all of them (metadata, keys) is not theirs. */
    private void weigh(Entry entry) {
        Redis redis = stage.around().redis();
        long before = redis.bytes(entry.gateway.database(), "*");
        List<Target> more = stage.alice().targets(entry.gateway, plan.sessions());
        // One more than counted: the first of them only waits for the gateway.
        entry.sessionBytes = (redis.bytes(entry.gateway.database(), "*") - before) / (more.size() + 1);
    }

    private void warmUp(Entry entry) {
        String said = plan.warmUp(entry.gateway.peer()).of(entry.gateway, entry.targets, stage.meter());
        progress.say("%s is warm: %s", entry.gateway.name(), said);
    }

    /** Another one begins each round, so that none is always the one after the heaviest. */
    private List<Entry> inTurn(int round) {
        List<Entry> order = new ArrayList<>(entries);
        Collections.rotate(order, round);
        return order;
    }

    private Sample measure(Entry entry, Manner manner) {
        Sample sample = stage.meter().measure(entry.gateway, entry.targets, manner);
        progress.sample(entry.gateway.name(), sample);
        return sample;
    }

    private Row row(Entry entry) {
        double rate = Sample.median(entry.small, Sample::perSecond) * STEADY;
        long memory = entry.gateway.program().memoryBytes();
        Sample steady =
                measure(entry, Manner.paced(STEADY_CONNECTIONS, rate, plan.isShort() ? plan.besides() : plan.round()));
        Optional<SignIns.Rate> signIns = entry.gateway.signsIn()
                ? Optional.of(stage.alice().rate(entry.gateway, plan.besides()))
                : Optional.empty();
        signIns.ifPresent(found -> {
            found.problems().forEach(progress::problem);
            progress.say(
                    "  %-21s %6.1f ms CPU a sign-in  %.0f sign-ins/s",
                    entry.gateway.name(), found.cpuMillis(), found.perSecond());
        });
        return new Row(entry.gateway.peer(), entry.small, entry.large, steady, signIns, memory, entry.sessionBytes);
    }

    private static Manner pace(Duration time) {
        return Manner.paced(PACED_SESSIONS, PACED_SESSIONS * PACE, time);
    }

    private Optional<Entry> gatehouse() {
        return entries.stream()
                .filter(entry -> entry.gateway.peer() instanceof Gatehouse)
                .findFirst();
    }
}

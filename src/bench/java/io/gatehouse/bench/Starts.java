package io.gatehouse.bench;

import io.gatehouse.bench.load.Sample;
import io.gatehouse.bench.peer.Gatehouse;
import io.gatehouse.bench.peer.Peer;
import io.gatehouse.bench.peer.PlainSpring;
import io.gatehouse.bench.peer.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long it takes from the start of a program to its first answer: Gatehouse and plain Spring in turn. */
final class Starts {

    private Starts() {}

    static Map<String, Duration> run(Plan plan, Stage stage, Progress progress, List<Peer> peers) {
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        for (int time = 0; time < plan.starts(); time++) {
            for (Peer peer : peers) {
                if (peer instanceof Gatehouse ours && !ours.assertion() || peer instanceof PlainSpring) {
                    millis.computeIfAbsent(peer.name(), unused -> new ArrayList<>())
                            .add((double) start(stage, peer).toMillis());
                }
            }
        }
        Map<String, Duration> starts = new LinkedHashMap<>();
        millis.forEach((name, found) -> starts.put(name, Duration.ofMillis((long) Sample.median(found))));
        progress.say("start to first answer: %s", starts);
        return starts;
    }

    private static Duration start(Stage stage, Peer peer) {
        long began = System.nanoTime();
        try (Running gateway = Running.start(peer, stage.around())) {
            gateway.awaitAnswer();
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }
}

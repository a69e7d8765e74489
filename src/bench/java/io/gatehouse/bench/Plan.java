package io.gatehouse.bench;

import io.gatehouse.bench.load.WarmUp;
import io.gatehouse.bench.peer.Peer;
import io.gatehouse.bench.peer.Peers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one run does and for how long: the command line, read.
 *
 * @param isShort whether it only proves that it works
 * @param only names of peers
 * @param rounds how often each is measured
 * @param round how long each time
 */
record Plan(boolean isShort, List<String> only, int rounds, Duration round) {

    static final String USAGE = "./gateway bench [--short] [--only NAME,NAME] [--rounds N] [--seconds N]";

    /** @throws IllegalArgumentException saying what was found and what was expected */
    static Plan of(String... arguments) {
        List<String> rest = new ArrayList<>(Arrays.asList(arguments));
        boolean isShort = rest.remove("--short");
        List<String> names = Peers.ALL.stream().map(Peer::name).toList();
        List<String> only = new ArrayList<>(names);
        int rounds = isShort ? 1 : 5;
        int seconds = isShort ? 2 : 10;
        while (!rest.isEmpty()) {
            String[] switched = rest.remove(0).split("=", 2);
            String value = switched.length > 1 ? switched[1] : rest.isEmpty() ? "" : rest.remove(0);
            switch (switched[0]) {
                case "--only" -> only = names(value, names);
                case "--rounds" -> rounds = number(switched[0], value, 50);
                case "--seconds" -> seconds = number(switched[0], value, 120);
                default -> throw new IllegalArgumentException("bench: " + switched[0] + " (expected: " + USAGE + ")");
            }
        }
        return new Plan(isShort, List.copyOf(only), rounds, Duration.ofSeconds(seconds));
    }

    boolean includes(Peer peer) {
        return only.contains(peer.name());
    }

    WarmUp warmUp(Peer peer) {
        return peer.warmsUpSlowly() ? new WarmUp(round, 4, 9) : new WarmUp(besides(), 2, 3);
    }

    /** Seven gateways at once: each gets a third of the main comparison's patience. */
    WarmUp warmUpForScaling() {
        return new WarmUp(round, 3, 3);
    }

    /** More and shorter rounds than elsewhere, for small differences. */
    Duration roundForScaling() {
        return isShort ? besides() : round.multipliedBy(2).dividedBy(5).plusSeconds(1);
    }

    int roundsBesides() {
        return Math.min(rounds, 3);
    }

    /** For what stands beside the main comparison. */
    Duration besides() {
        return isShort ? Duration.ofSeconds(1) : round.dividedBy(2).plusSeconds(1);
    }

    int sessions() {
        return isShort ? 20 : 100;
    }

    List<Integer> organizations() {
        return isShort ? List.of(25) : List.of(1, 100, 1_000, 10_000);
    }

    List<Integer> routes() {
        return isShort ? List.of() : List.of(1, 100, 1_000, 10_000);
    }

    int manySessions() {
        return isShort ? 1_000 : 100_000;
    }

    int starts() {
        return isShort ? 1 : 3;
    }

    /** A guess of the whole run, from the times above and what programs take to start. */
    Duration estimate(List<Peer> peers) {
        if (isShort) {
            return Duration.ofSeconds(30 + 8L * peers.size());
        }
        Duration all = Duration.ofSeconds(230);
        for (Peer peer : peers) {
            WarmUp warmUp = warmUp(peer);
            all = all.plus(warmUp.window().multipliedBy(Math.min(warmUp.most(), 6)))
                    .plus(round.plusMillis(500).multipliedBy(rounds))
                    .plus(besides().plusMillis(500).multipliedBy(roundsBesides() + 2L));
        }
        int gateways = organizations().size() + routes().size() - 1;
        Duration each = warmUpForScaling()
                .window()
                .multipliedBy(warmUpForScaling().most())
                .plus(roundForScaling().plusMillis(500).multipliedBy(rounds));
        return all.plus(each.multipliedBy(gateways));
    }

    private static List<String> names(String value, List<String> known) {
        List<String> found = List.of(value.split(","));
        found.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(unknown -> {
            throw new IllegalArgumentException(
                    "--only: " + unknown + " (expected: some of " + String.join(",", known) + ")");
        });
        return found;
    }

    private static int number(String name, String value, int most) {
        if (!value.matches("[1-9]\\d{0,2}") || Integer.parseInt(value) > most) {
            throw new IllegalArgumentException(name + ": '" + value + "' (expected: a number from 1 to " + most + ")");
        }
        return Integer.parseInt(value);
    }
}

package io.gatehouse.bench.report;

import io.gatehouse.bench.load.Sample;
import io.gatehouse.bench.load.SignIns;
import io.gatehouse.bench.peer.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All that one run has found.
 *
 * @param paced Gatehouse with 200 sessions, each at 5 requests a second
 * @param starts until the first answer, by peer
 * @param problems what went wrong, a sentence each
 */
public record Findings(
        List<Row> rows,
        Optional<Scaling> scaling,
        Optional<Sample> paced,
        Optional<SessionSize> sessionSize,
        Map<String, Duration> starts,
        Optional<Crowd> crowd,
        List<String> problems) {

    /**
     * One peer in the main comparison.
     *
     * @param small rounds with 1 KB
     * @param large rounds with 64 KB
     * @param atThirty at 30 % of what it did in its small rounds
     * @param sessionBytes in Redis, tokens included; 0 where there are none
     */
    public record Row(
            Peer peer,
            List<Sample> small,
            List<Sample> large,
            Sample atThirty,
            Optional<SignIns.Rate> signIns,
            long memoryBytes,
            long sessionBytes) {

        public long failed() {
            return Stream.of(small, large, List.of(atThirty))
                            .flatMap(List::stream)
                            .mapToLong(Sample::failed)
                            .sum()
                    + signIns.map(rate -> rate.problems().size()).orElse(0);
        }
    }

    /** What a request costs by number of organizations, and by number of routes, from one on. */
    public record Scaling(List<Step> organizations, List<Step> routes) {

        /** The rounds with so many. */
        public record Step(int size, List<Sample> rounds) {}

        public long failed() {
            return Stream.of(organizations, routes)
                    .flatMap(List::stream)
                    .flatMap(step -> step.rounds().stream())
                    .mapToLong(Sample::failed)
                    .sum();
        }
    }

    /**
     * A session of somebody without groups, in bytes of Redis's memory.
     *
     * @param hot what a request reads
     * @param all everything that is kept of it
     * @param tokens the tokens alone, as the identity provider wrote them
     */
    public record SessionSize(long hot, long all, long tokens) {}

    /** A gateway with many organizations that has found many sessions. */
    public record Crowd(int organizations, int sessions, long memoryBytes, long failed) {}

    static final String OURS = "gatehouse";

    public Optional<Row> row(String peer) {
        return rows.stream().filter(row -> row.peer().name().equals(peer)).findFirst();
    }

    /** Of Gatehouse alone, in every round of everything; what failed at another gateway stands in its row. */
    public long failed() {
        return row(OURS).map(Row::failed).orElse(0L)
                + scaling.map(Scaling::failed).orElse(0L)
                + paced.map(Sample::failed).orElse(0L)
                + crowd.map(Crowd::failed).orElse(0L);
    }

    /** The median of each round's own ratio, so that a slow minute of the machine counts for both. */
    static double ratioOfCpu(List<Sample> ours, List<Sample> theirs) {
        return Sample.median(IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToObj(
                        round -> ours.get(round).cpuMicros() / theirs.get(round).cpuMicros())
                .toList());
    }
}

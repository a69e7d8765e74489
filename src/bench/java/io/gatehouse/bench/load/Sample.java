package io.gatehouse.bench.load;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one round found.
 *
 * @param cpuMicros of the gateway's processes, a request
 * @param redisCpuMicros of Redis, a request
 * @param p50 in milliseconds, as {@code p99}
 * @param redisCommands a request
 * @param failed requests in all, with those that never reached the upstream and checks that did not hold
 */
public record Sample(
        double cpuMicros,
        double redisCpuMicros,
        double perSecond,
        double p50,
        double p99,
        double redisCommands,
        long requests,
        long failed) {

    /** The median of each figure; requests and failed ones are added up. */
    public static Sample typical(List<Sample> rounds) {
        return new Sample(
                median(rounds, Sample::cpuMicros),
                median(rounds, Sample::redisCpuMicros),
                median(rounds, Sample::perSecond),
                median(rounds, Sample::p50),
                median(rounds, Sample::p99),
                median(rounds, Sample::redisCommands),
                rounds.stream().mapToLong(Sample::requests).sum(),
                rounds.stream().mapToLong(Sample::failed).sum());
    }

    public static double median(List<Sample> rounds, ToDoubleFunction<Sample> figure) {
        return median(rounds.stream().map(figure::applyAsDouble).toList());
    }

    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}

package io.gatehouse.login.recheck;

import io.gatehouse.session.Recheck.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What operators are told of rechecks by refresh token: how many, and how they ended. */
final class Counts {

    private final Counter confirmed;
    private final Counter ended;
    private final Counter unanswered;

    Counts(MeterRegistry meters) {
        this.confirmed = rechecks(meters, "confirmed");
        this.ended = rechecks(meters, "ended");
        this.unanswered = rechecks(meters, "unanswered");
    }

    private static Counter rechecks(MeterRegistry meters, String outcome) {
        return Counter.builder("gatehouse.rechecks")
                .description("Sessions that an identity provider was asked about, by refresh token")
                .tag("outcome", outcome)
                .register(meters);
    }

    void count(Verdict verdict) {
        (verdict instanceof Verdict.Confirmed ? confirmed : verdict instanceof Verdict.Ended ? ended : unanswered)
                .increment();
    }
}

package io.gatehouse.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class BulkheadTests {

    private final Organization acme = TestOrganizations.acme();
    private final Bulkhead bulkhead = new Bulkhead();

    @Test
    void oneOrganizationsWaitingSignInsAreBoundedAndAnothersAreNotTouched() {
        List<Disposable> waiting = new ArrayList<>();
        for (int i = 0; i < Bulkhead.MOST; i++) {
            waiting.add(bulkhead.admit(acme, Mono.never()).subscribe());
        }

        StepVerifier.create(bulkhead.admit(acme, Mono.just("signed in")))
                .expectErrorSatisfies(error -> {
                    assertThat(((Refusal) error).problem()).isEqualTo(Problem.SIGN_IN_TOO_MANY_WAIT);
                    assertThat(((Refusal) error).cause()).startsWith("sign-in: acme: sign-in: 256 wait for an answer");
                })
                .verify();
        StepVerifier.create(bulkhead.admit(TestOrganizations.globex(), Mono.just("signed in")))
                .expectNext("signed in")
                .verifyComplete();

        waiting.get(0).dispose();
        StepVerifier.create(bulkhead.admit(acme, Mono.just("signed in")))
                .expectNext("signed in")
                .verifyComplete();
    }

    @Test
    void placesAreFreeAgainHoweverTheWorkEnds() {
        for (int i = 0; i < 2 * Bulkhead.MOST; i++) {
            bulkhead.admit(acme, Mono.error(new IllegalStateException("away"))).subscribe(value -> {}, error -> {});
            bulkhead.admit(acme, Mono.empty()).subscribe();
        }

        StepVerifier.create(bulkhead.admit(acme, Mono.just("signed in")))
                .expectNext("signed in")
                .verifyComplete();
    }

    @Test
    void manyOrganizationsTogetherAreBoundedToo() {
        int organizations = Bulkhead.MOST_TOGETHER / Bulkhead.MOST;
        List<Disposable> waiting = new ArrayList<>();
        for (int i = 0; i < organizations; i++) {
            Organization hostile = TestOrganizations.named("hostile-" + i);
            for (int j = 0; j < Bulkhead.MOST; j++) {
                waiting.add(bulkhead.admit(hostile, Mono.never()).subscribe());
            }
        }

        StepVerifier.create(bulkhead.admit(acme, Mono.just("signed in")))
                .expectErrorSatisfies(error -> assertThat(((Refusal) error).cause())
                        .startsWith("sign-in: acme: sign-in: 1024 of all organizations wait for an answer"))
                .verify();

        waiting.get(0).dispose();
        for (int i = 0; i < 2 * Bulkhead.MOST; i++) { // who was refused has kept no place
            StepVerifier.create(bulkhead.admit(acme, Mono.just("signed in")))
                    .expectNext("signed in")
                    .verifyComplete();
        }
    }
}

package io.gatehouse.login;

import io.gatehouse.organization.Organization;
import reactor.core.publisher.Mono;

/** Who has sign-ins tried out that are not live yet, and wants to know what came of them. */
public interface Trials {

    /** The organization as it would be with what is staged now. */
    Mono<Organization> staged(Organization live);

    /** A trial has come back. */
    Mono<Void> ended(Organization staged, TrialOutcome outcome);
}

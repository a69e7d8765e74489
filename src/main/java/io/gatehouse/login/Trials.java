package io.gatehouse.login;

import io.gatehouse.organization.Organization;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Who has sign-ins tried out that are not live yet, and wants to know what came of them. */
public interface Trials {

    /**
     * The organization as it would be with what is staged.
     *
     * @param trial as it was given when it began; an error when this browser is not whose it is, or something else is
     *     staged by now: nobody finishes another's trial
     */
    Mono<Organization> staged(ServerWebExchange exchange, Organization live, String trial);

    /**
     * A trial has come back; an error when this browser is no more whose it is.
     *
     * @param live whose sessions count: an admin's is of what is live, and not of what is staged
     */
    Mono<Void> ended(
            ServerWebExchange exchange, Organization live, Organization staged, String trial, TrialOutcome outcome);
}

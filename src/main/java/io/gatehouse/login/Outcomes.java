package io.gatehouse.login;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.session.Session;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.web.server.ServerWebExchange;

/** What operators are told of sign-ins that came back: a count, and a line of the audit log. */
final class Outcomes {

    private final Audit audit;
    private final Counter succeeded;
    private final Counter failed;

    Outcomes(Audit audit, MeterRegistry meters) {
        this.audit = audit;
        this.succeeded = signIns(meters, "succeeded");
        this.failed = signIns(meters, "failed");
    }

    private static Counter signIns(MeterRegistry meters, String outcome) {
        return Counter.builder("gatehouse.sign.ins")
                .description("Sign-ins that came back from an identity provider")
                .tag("outcome", outcome)
                .register(meters);
    }

    void signedIn(ServerWebExchange exchange, Organization organization, Session session) {
        succeeded.increment();
        event(Happening.SIGN_IN, organization)
                .with("subject", session.identity().claims().subject())
                .with("username", session.identity().claims().username())
                .with("roles", session.identity().roles())
                .with("groups", session.identity().claims().groupsWithheld() ? "too many to come" : "came")
                .with("client", Arrival.of(exchange).client().getHostAddress())
                .write();
    }

    /** Through which of several identity providers, where there are several. */
    private Audit.Event event(Happening name, Organization organization) {
        Audit.Event event = audit.event(name, organization.name());
        String provider = organization.providerName().provider();
        return provider.isEmpty() ? event : event.with("provider", provider);
    }

    void refused(ServerWebExchange exchange, Organization organization, Throwable error) {
        failed.increment();
        Audit.Event event = event(Happening.SIGN_IN_FAILED, organization);
        if (error instanceof Refusal refusal) {
            event.with("code", refusal.problem().code())
                    .with("reference", refusal.reference())
                    .with("reason", refusal.cause());
        } else {
            event.with("reason", error.getClass().getSimpleName());
        }
        event.with("client", Arrival.of(exchange).client().getHostAddress()).write();
    }
}

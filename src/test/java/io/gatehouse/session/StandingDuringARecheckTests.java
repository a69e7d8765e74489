package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Standing;
import io.gatehouse.organization.Organization;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Recheck.Verdict;
import io.gatehouse.session.cookie.SessionCookies;
import io.gatehouse.session.store.MemorySessionIndex;
import io.gatehouse.session.store.MemorySessionStore;
import io.gatehouse.session.store.SessionIndex;
import io.gatehouse.session.store.SessionStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** An admin gives somebody another role while the identity provider is being asked about that very session. */
class StandingDuringARecheckTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestClock clock = new TestClock();
    private final SecretKeys keys = SecretKeys.random();
    private final SessionStore store = new MemorySessionStore(clock);
    private final SessionIndex index = new MemorySessionIndex(clock);
    private final Sinks.One<Verdict> verdict = Sinks.one();
    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final Sessions sessions = new Sessions(
            store,
            index,
            new SessionCookies(PublicUrl.parse("https://portal.example"), keys),
            keys,
            new Nearness(Duration.ZERO, Duration.ZERO),
            () -> false,
            clock);
    private final Confirmations confirmations =
            new Confirmations(store, sessions, (organization, session, tokens) -> ask(), clock);
    private final Organization acme = TestOrganizations.acme();

    private Mono<Verdict> ask() {
        asked.complete(null);
        return verdict.asMono();
    }

    @Test
    @Proves("SEC-91")
    void theRoleHoldsWhenTheProviderConfirmsTheSession() {
        assertThat(roleAfter(new Verdict.Confirmed(vouched()))).contains("auditor");
    }

    @Test
    @Proves("SEC-91")
    void theRoleHoldsWhenTheProviderHasOnlyHandedOutOtherTokens() {
        assertThat(roleAfter(new Verdict.Unanswered(Optional.of(vouched().tokens()))))
                .contains("auditor");
    }

    private Optional<String> roleAfter(Verdict answer) {
        Standing before = new Standing("m1", Optional.of("admin"));
        Session session = sessions.begin(
                        MockServerWebExchange.from(MockServerHttpRequest.get("/")),
                        acme,
                        vouched(),
                        Optional.of(before))
                .block();
        clock.pass(Duration.ofMinutes(1));
        CompletableFuture<Void> recheck = confirmations.recheck(session, acme).toFuture();
        asked.orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
        CompletableFuture<Void> standing = confirmations
                .stand(acme, vouched().claims().person(), "gatehouse", new Standing("m1", Optional.of("auditor")))
                .toFuture();
        verdict.tryEmitValue(answer).orThrow();
        Mono.fromFuture(CompletableFuture.allOf(recheck, standing)).block(PATIENCE);
        return sessions.sealed().look(session.hash(), acme).block().standing().flatMap(Standing::role);
    }

    private Vouched vouched() {
        Claims claims = Claims.from(
                Map.of("iss", "https://login.acme.example", "sub", "7", "preferred_username", "bob"),
                "gatehouse",
                acme.roles().claim());
        return new Vouched(
                claims,
                new Tokens(Secret.of("id-token"), Optional.of(Secret.of("refresh-token"))),
                Optional.empty(),
                clock.instant());
    }
}

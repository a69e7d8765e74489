package io.gatehouse.session.living;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.Organization;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Nearness;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.Tokens;
import io.gatehouse.session.Vouched;
import io.gatehouse.session.cookie.SessionCookies;
import io.gatehouse.session.living.LivingSessions.Living;
import io.gatehouse.session.living.LivingSessions.Shown;
import io.gatehouse.session.store.MemorySessionIndex;
import io.gatehouse.session.store.MemorySessionStore;
import io.gatehouse.session.store.SessionIndex.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class LivingSessionsTests {

    private final TestClock clock = new TestClock();
    private final SecretKeys keys = SecretKeys.random();
    private final MemorySessionStore store = new MemorySessionStore(clock);
    private final MemorySessionIndex index = new MemorySessionIndex(clock);
    private final Sessions sessions = new Sessions(
            store,
            index,
            new SessionCookies(PublicUrl.parse("https://portal.example"), keys),
            keys,
            new Nearness(Duration.ofSeconds(30), Duration.ofSeconds(30)),
            () -> false,
            clock);
    private final LivingSessions living = new LivingSessions(sessions, store, index, clock);
    private final Organization acme = TestOrganizations.acme();

    @Test
    void showsWhoSignedInLastFirstAndFromWhere() {
        signIn("alice", acme);
        clock.pass(Duration.ofMinutes(1));
        signIn("bob", acme);

        Shown shown = all(Position.FIRST, 10);

        assertThat(names(shown)).containsExactly("bob", "alice");
        assertThat(shown.next()).isEmpty();
        assertThat(shown.sessions().get(0).session().device().browser()).isEqualTo("Firefox on Linux");
    }

    @Test
    void turnsPagesWithoutLosingOrRepeatingAnybodyAlsoWhereManySignedInAtTheSameMoment() {
        for (int i = 0; i < 25; i++) {
            signIn("person-" + i, acme);
            clock.pass(Duration.ofMillis(i % 10 == 0 ? 1 : 0));
        }

        List<String> found = new ArrayList<>();
        Optional<Position> from = Optional.of(Position.FIRST);
        while (from.isPresent()) {
            Shown shown = all(Positions.read(Positions.write(from.get())), 4);
            found.addAll(names(shown));
            from = shown.next();
        }

        assertThat(found).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void whoLooksKeepsNobodySignedInAndWhoHasLeftIsNotShown() {
        signIn("alice", acme);
        clock.pass(Duration.ofMinutes(20));
        assertThat(names(all(Position.FIRST, 10))).containsExactly("alice");

        clock.pass(Duration.ofMinutes(11));

        assertThat(names(all(Position.FIRST, 10))).isEmpty();
    }

    @Test
    void whatDoesNotCountAnyMoreIsNotShown() {
        signIn("alice", acme);

        Shown shown = living.of(TestOrganizations.acmeWithClient("another"), Position.FIRST, 10)
                .block();

        assertThat(names(shown)).isEmpty();
    }

    @Test
    void findsAPersonByNameOrAddressAndNobodyOfAnotherOrganization() {
        signIn("Alice", acme);
        signIn("bob", acme);
        signIn("alice", TestOrganizations.globex());

        assertThat(named("alice")).containsExactly("Alice");
        assertThat(named(" ALICE@acme.com ")).containsExactly("Alice");
        assertThat(named("ali")).isEmpty();
        assertThat(named("alice@globex.com")).isEmpty();
    }

    @Test
    @Proves("SEC-40")
    void theHashOfAnotherOrganizationsSessionFindsNothingAndEndsNothing() {
        Session theirs = signIn("alice", TestOrganizations.globex());

        assertThat(living.find(theirs.hash(), acme).blockOptional()).isEmpty();
        assertThat(living.find(theirs.hash(), TestOrganizations.globex()).blockOptional())
                .isPresent();
    }

    @Test
    void tellsWhenItWasUsedLastByWhatIsLeftOfItsIdleTime() {
        Session alice = signIn("alice", acme);
        clock.pass(Duration.ofMinutes(12));
        store.use(alice.hash(), acme.sessions().idleTimeout()).block();
        clock.pass(Duration.ofMinutes(5));

        Living found = all(Position.FIRST, 10).sessions().get(0);

        assertThat(found.lastUsed()).isEqualTo(clock.instant().minus(Duration.ofMinutes(5)));
    }

    private Shown all(Position from, int most) {
        return living.of(acme, from, most).block();
    }

    private List<String> named(String name) {
        return names(living.named(name, acme, Position.FIRST, 10).block());
    }

    private static List<String> names(Shown shown) {
        return shown.sessions().stream()
                .map(found -> found.session().identity().claims().username())
                .toList();
    }

    private Session signIn(String username, Organization organization) {
        Claims claims = Claims.from(
                Map.of(
                        "iss",
                        organization.identityProvider().orElseThrow().issuer().toString(),
                        "sub",
                        "subject of " + username,
                        "preferred_username",
                        username,
                        "email",
                        username + "@" + organization.name() + ".com",
                        "email_verified",
                        true),
                "gatehouse",
                new ClaimPath("groups"));
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/")
                .header(HttpHeaders.USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0"));
        Tokens tokens = new Tokens(Secret.of("id-token"), Optional.empty());
        return sessions.begin(
                        exchange,
                        organization,
                        new Vouched(
                                claims,
                                tokens,
                                Optional.empty(),
                                clock.instant().plusMillis(1)),
                        Optional.empty())
                .block();
    }
}

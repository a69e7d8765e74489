package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Standing;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.cookie.SessionCookies;
import io.gatehouse.session.cookie.SessionId;
import io.gatehouse.session.store.MemorySessionIndex;
import io.gatehouse.session.store.MemorySessionStore;
import io.gatehouse.session.store.SessionStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.session.web.server.session.SpringSessionWebSessionStore;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class SessionsTests {

    private static final PublicUrl URL = PublicUrl.parse("https://portal.example");
    private static final Duration NEAR = Duration.ofSeconds(30);
    private static final Nearness NEARNESS = new Nearness(NEAR, NEAR);
    private static final String NAME = "__Host-gatehouse-acme";

    private final TestClock clock = new TestClock();
    private final SecretKeys keys = SecretKeys.random();
    private final SessionStore store = new MemorySessionStore(clock);
    private final SessionCookies cookies = new SessionCookies(URL, keys);
    private final Sessions sessions =
            new Sessions(store, new MemorySessionIndex(clock), cookies, keys, NEARNESS, () -> false, clock);
    private final Organization acme = TestOrganizations.acme();

    /** Of alice, who was the first to come with the address that the file names. */
    static final Standing ADMIN = new Standing("m", Optional.empty(), Optional.of(new EmailAddress("alice@acme.com")));

    @Test
    void findsASessionByItsCookie() {
        ResponseCookie cookie = signIn();

        StepVerifier.create(find(sessions, visit(cookie.getValue()), acme))
                .assertNext(session -> {
                    assertThat(session.identity().claims().username()).isEqualTo("alice");
                    assertThat(session.identity().roles()).containsExactly("admin", "developer");
                })
                .verifyComplete();
        assertThat(cookie.toString())
                .contains("Path=/", "Secure", "HttpOnly", "SameSite=Lax")
                .doesNotContain("Domain");
    }

    @Test
    @Proves("SEC-40")
    void endsASessionThatBelongsToAnotherOrganization() {
        String cookie = signIn().getValue();
        MockServerWebExchange planted = exchange("__Host-gatehouse-globex", cookie);

        StepVerifier.create(find(sessions, planted, TestOrganizations.globex())).verifyComplete();
    }

    @Test
    void endsWhenNobodyUsedItForTheIdleTimeout() {
        String cookie = signIn().getValue();
        clock.pass(Duration.ofMinutes(29));
        StepVerifier.create(find(sessions, visit(cookie), acme))
                .expectNextCount(1)
                .verifyComplete();
        clock.pass(Duration.ofMinutes(29));
        StepVerifier.create(find(sessions, visit(cookie), acme))
                .expectNextCount(1)
                .verifyComplete();

        clock.pass(Duration.ofMinutes(31));

        StepVerifier.create(find(sessions, visit(cookie), acme)).verifyComplete();
    }

    @Test
    void aLookAtASessionIsNoUse() {
        String cookie = signIn().getValue();
        Session session = find(sessions, visit(cookie), acme).block();
        OptionalLong read = sessions.lastRead(session.hash());
        for (int i = 0; i < 29; i++) {
            clock.pass(Duration.ofMinutes(1));
            StepVerifier.create(sessions.look(session.hash(), acme))
                    .expectNext(Optional.of(session))
                    .verifyComplete();
        }
        assertThat(sessions.lastRead(session.hash()))
                .as("nor a read for requests")
                .isEqualTo(read);

        clock.pass(Duration.ofMinutes(2));

        StepVerifier.create(sessions.look(session.hash(), acme))
                .expectNext(Optional.empty())
                .verifyComplete();
        StepVerifier.create(find(sessions, visit(cookie), acme)).verifyComplete();
    }

    @Test
    void endsAtItsAgeHoweverMuchItIsUsed() {
        String cookie = signIn().getValue();
        for (int i = 0; i < 8 * 60 - 1; i++) {
            clock.pass(Duration.ofMinutes(1));
            StepVerifier.create(find(sessions, visit(cookie), acme))
                    .expectNextCount(1)
                    .verifyComplete();
        }

        clock.pass(Duration.ofMinutes(1));

        StepVerifier.create(find(sessions, visit(cookie), acme)).verifyComplete();
    }

    @Test
    @Proves({"SEC-55", "SEC-58"})
    void aSignInUnderAnotherClientOrAnotherRolesClaimCountsNoLonger() {
        for (Organization changed : List.of(
                TestOrganizations.acmeWithClient("another"),
                TestOrganizations.acmeWithRolesFrom("realm_access.roles"))) {
            String cookie = signIn().getValue();

            StepVerifier.create(find(sessions, visit(cookie), changed)).verifyComplete();
            StepVerifier.create(find(sessions, visit(cookie), acme)).verifyComplete();
        }
    }

    @Test
    void aSignInOfATenantThatIsAllowedNoLongerCountsNoLonger() {
        String tenant = "8b87af7d-8647-4dc7-8df4-5f69a2011bb5";
        Organization allowing = TestOrganizations.acmeWithTenants("organizations", tenant);
        Organization other = TestOrganizations.acmeWithTenants("organizations", "0b2f5ad4-3f0e-4d5e-8a6a-5c1d2e3f4a5b");
        String cookie = signIn(allowing, entra(tenant)).getValue();

        StepVerifier.create(find(sessions, visit(cookie), allowing))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.create(find(sessions, visit(cookie), other)).verifyComplete();
        StepVerifier.create(find(sessions, visit(cookie), allowing)).verifyComplete();
    }

    /** Tokens of both name the tenant id, which the settings do not say. */
    @Test
    void aSignInUnderAnotherDomainOfMicrosoftsCountsNoLonger() {
        String tenant = "8b87af7d-8647-4dc7-8df4-5f69a2011bb5";
        String cookie = signIn(TestOrganizations.acmeWithTenants("contoso.com", tenant), entra(tenant))
                .getValue();

        StepVerifier.create(find(sessions, visit(cookie), TestOrganizations.acmeWithTenants("fabrikam.com", tenant)))
                .verifyComplete();
    }

    private static Claims entra(String tenant) {
        return Claims.from(
                Map.of("iss", "https://login.microsoftonline.com/" + tenant + "/v2.0", "sub", "pairwise"),
                "gatehouse",
                new ClaimPath("groups"));
    }

    private ResponseCookie signIn(Organization organization, Claims claims) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        sessions.begin(exchange, organization, vouched(claims), Optional.empty())
                .block();
        return exchange.getResponse().getCookies().getFirst(NAME);
    }

    @Test
    @Proves({"SEC-41", "SEC-42"})
    void aNewSignInEndsTheOneBeforeAndNeverTakesAnIdFromTheBrowser() {
        String before = signIn().getValue();
        MockServerWebExchange again = visit(before);

        sessions.begin(again, acme, vouched(claims()), Optional.empty()).block();

        assertThat(again.getResponse().getCookies().getFirst(NAME).getValue()).isNotEqualTo(before);
        StepVerifier.create(find(sessions, visit(before), acme)).verifyComplete();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"", "%%%", "AAAA", "..", "0123456789012345678901234567890123456789012AAAAAAAAAAAAAAAAAAAAAA"})
    @Proves({"SEC-29", "SEC-43", "SEC-60"})
    void aForgedCookieIsAStrangersAndTheStoreIsNotAsked(String value) {
        Sessions withoutStore = new Sessions(
                new AwayStore(), new MemorySessionIndex(clock), cookies, keys, NEARNESS, () -> false, clock);

        StepVerifier.create(find(withoutStore, visit(value), acme)).verifyComplete();
    }

    @Test
    @Proves("SEC-29")
    void twoCookiesThatBothHoldAreNobodys() {
        String one = signIn().getValue();
        String other = signIn().getValue();
        MockServerWebExchange both = exchange(NAME, one, other);

        StepVerifier.create(find(sessions, both, acme)).verifyComplete();
    }

    @Test
    @Proves("SEC-29")
    void aGoodCookieBesideAForgedOneStillCounts() {
        String good = signIn().getValue();
        for (MockServerWebExchange both : List.of(exchange(NAME, "x", good), exchange(NAME, good, "x"))) {
            StepVerifier.create(find(sessions, both, acme)).expectNextCount(1).verifyComplete();
        }
    }

    @Test
    void theStoreBeingAwayIsARefusalAndNeverAnOpenDoor() {
        String cookie = signIn().getValue();
        Sessions withoutStore = new Sessions(
                new AwayStore(), new MemorySessionIndex(clock), cookies, keys, NEARNESS, () -> false, clock);

        StepVerifier.create(find(withoutStore, visit(cookie), acme))
                .expectErrorSatisfies(
                        error -> assertThat(((Refusal) error).problem()).isEqualTo(Problem.STORE_AWAY))
                .verify();
    }

    @Test
    @Proves({"SEC-45", "SEC-57"})
    void aValueMovedToAnotherKeyOfTheStoreDoesNotOpen() {
        SessionId alices = new SessionId(signIn().getValue().substring(0, SessionId.LENGTH));
        ResponseCookie mallorys = signIn();
        SessionId mallory = new SessionId(mallorys.getValue().substring(0, SessionId.LENGTH));
        byte[] stolen = store.use(alices.hash(), Duration.ofMinutes(1)).block();
        store.put(mallory.hash(), stolen, Duration.ofMinutes(1), stolen, Duration.ofMinutes(1))
                .block();

        StepVerifier.create(find(sessions, visit(mallorys.getValue()), acme)).verifyComplete();
    }

    @Test
    void keepsTheTokensBesideTheSession() {
        Session session = find(sessions, visit(signIn().getValue()), acme).block();

        StepVerifier.create(sessions.tokens(session))
                .assertNext(tokens -> assertThat(tokens.idToken().reveal()).isEqualTo("eyJ.id.token"))
                .verifyComplete();
    }

    @Test
    void theGatewaysOwnPagesHaveAnOrdinaryWebSessionThatEndsWithTheSignIn() {
        String cookie = signIn().getValue();
        webSession(cookie)
                .flatMap(page -> {
                    page.getAttributes().put("step", "2");
                    return page.save();
                })
                .block();

        assertThat(webSession(cookie).map(page -> page.getAttribute("step")).block())
                .isEqualTo("2");
        sessions.end(visit(cookie), acme).block();
        assertThat(store.page(new SessionId(cookie.substring(0, SessionId.LENGTH)).hash())
                        .blockOptional())
                .isEmpty();
    }

    @Test
    void aStrangersWebSessionIsNeverWritten() {
        MockServerWebExchange stranger = visit("");
        WebSession page = manager().getSession(stranger).block();
        page.getAttributes().put("step", "2");

        page.save().block();

        assertThat(stranger.getResponse().getCookies()).isEmpty();
    }

    private static Mono<Session> find(Sessions sessions, MockServerWebExchange exchange, Organization organization) {
        return sessions.find(exchange, organization).flatMap(Mono::justOrEmpty);
    }

    private Mono<WebSession> webSession(String cookie) {
        MockServerWebExchange exchange = visit(cookie);
        find(sessions, exchange, acme).block().keepIn(exchange);
        return manager().getSession(exchange);
    }

    private DefaultWebSessionManager manager() {
        PageSessions pages = new PageSessions(store, keys, clock);
        DefaultWebSessionManager manager = new DefaultWebSessionManager();
        manager.setSessionIdResolver(pages);
        manager.setSessionStore(new SpringSessionWebSessionStore<>(pages));
        return manager;
    }

    private ResponseCookie signIn() {
        MockServerWebExchange exchange = exchange("none", "");
        sessions.begin(exchange, acme, vouched(claims()), Optional.of(ADMIN)).block();
        return exchange.getResponse().getCookies().getFirst(NAME);
    }

    private static MockServerWebExchange visit(String cookie) {
        return exchange(NAME, cookie);
    }

    private static MockServerWebExchange exchange(String name, String... values) {
        HttpCookie[] sent =
                Arrays.stream(values).map(value -> new HttpCookie(name, value)).toArray(HttpCookie[]::new);
        return MockServerWebExchange.from(
                MockServerHttpRequest.get("/acme/portal/").cookie(sent));
    }

    private static Claims claims() {
        return new Claims(
                "https://login.acme.example",
                "gatehouse",
                "1234",
                "alice",
                Optional.of(new EmailAddress("alice@acme.com")),
                true,
                "groups",
                List.of("engineering"));
    }

    private Vouched vouched(Claims claims) {
        Tokens tokens = new Tokens(Secret.of("eyJ.id.token"), Optional.empty());
        return new Vouched(claims, tokens, Optional.of("at-the-provider"), clock.instant());
    }

    /** A store that cannot be reached. */
    static final class AwayStore implements SessionStore {

        @Override
        public Mono<Boolean> put(String hash, byte[] session, Duration idleTimeout, byte[] tokens, Duration maxAge) {
            return Mono.error(new IllegalStateException("away"));
        }

        @Override
        public Mono<byte[]> use(String hash, Duration timeToLive) {
            return Mono.error(new IllegalStateException("away"));
        }

        @Override
        public Mono<Duration> timeToLive(String hash) {
            return Mono.error(new IllegalStateException("away"));
        }

        @Override
        public Mono<byte[]> look(String hash) {
            return Mono.error(new IllegalStateException("away"));
        }

        @Override
        public Mono<Boolean> replace(String hash, byte[] session, byte[] tokens, String owner) {
            return Mono.error(new IllegalStateException("away"));
        }

        @Override
        public Mono<Boolean> lock(String hash, String owner, Duration longest) {
            return Mono.error(new IllegalStateException("away"));
        }

        @Override
        public Mono<Void> unlock(String hash, String owner) {
            return Mono.error(new IllegalStateException("away"));
        }

        @Override
        public Mono<byte[]> tokens(String hash) {
            return Mono.error(new IllegalStateException("away"));
        }

        @Override
        public Mono<byte[]> page(String hash) {
            return Mono.error(new IllegalStateException("away"));
        }

        @Override
        public Mono<Void> putPage(String hash, byte[] page, Duration timeToLive) {
            return Mono.error(new IllegalStateException("away"));
        }

        @Override
        public void onRemoval(Consumer<String> removed) {
            // nobody removes anything
        }

        @Override
        public void onChange(Consumer<String> changed) {
            // nor changes it
        }

        @Override
        public long hearing() {
            return DEAF;
        }

        @Override
        public Mono<Void> remove(String hash) {
            return Mono.error(new IllegalStateException("away"));
        }
    }
}

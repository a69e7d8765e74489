package io.gatehouse.login.recheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.audit.Audit;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.login.BrokenSignIns;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.member.Members;
import io.gatehouse.member.SealedMembers;
import io.gatehouse.member.store.MemoryMemberStore;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Organizations;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Confirmations;
import io.gatehouse.session.Nearness;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.Tokens;
import io.gatehouse.session.Vouched;
import io.gatehouse.session.cookie.SessionCookies;
import io.gatehouse.session.store.MemorySessionIndex;
import io.gatehouse.session.store.MemorySessionStore;
import io.gatehouse.session.store.SessionStore;
import io.gatehouse.session.token.AccessToken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The access token that an upstream asks for, from its sign-in to its end. */
class RelayTests {

    private static final PublicUrl URL = PublicUrl.parse("https://portal.example");
    private static final Duration NEAR = Duration.ofSeconds(30);
    private static final String NAME = "__Host-gatehouse-acme";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestClock clock = new TestClock();
    private final RefreshedProvider provider = new RefreshedProvider(clock);
    private final Organization acme = TestOrganizations.acmeWith(provider.settings());
    private final SecretKeys keys = SecretKeys.random();
    private final SessionStore store = new MemorySessionStore(clock);
    private final Pauses pauses = new Pauses(clock);
    private final BrokenSignIns broken = new BrokenSignIns(new Audit(clock), clock);
    private final Providers providers = new Providers(organization -> provider.http, URL, clock);
    private boolean kept = true;
    private final Sessions sessions = new Sessions(
            store,
            new MemorySessionIndex(clock),
            new SessionCookies(URL, keys),
            keys,
            new Nearness(NEAR, NEAR),
            () -> kept,
            clock);
    private final Members members =
            new Members(new SealedMembers(new MemoryMemberStore(), keys), new Audit(clock), clock);
    private final Confirmations confirmations = new Confirmations(
            store,
            sessions,
            new ByRefreshToken(providers, members, broken, pauses, new Audit(clock), new SimpleMeterRegistry()),
            clock);
    private final RelayRoom room = new RelayRoom(store, sessions, confirmations, pauses, clock);
    private String cookie = "";

    @BeforeEach
    void signIn() {
        clock.pass(Duration.between(clock.instant(), Instant.now())); // Spring Security has no other clock
        broken.follow(new Organizations(List.of(acme)));
        cookie = signIn(Optional.of(Secret.of("refresh-0")));
    }

    @Test
    void theTokenOfTheSignInIsRelayedWhileItLasts() {
        clock.pass(MINUTE.multipliedBy(3));

        assertThat(relayed()).contains("access-0");
        assertThat(provider.asked).hasValue(0);
    }

    @Test
    void aheadOfItsEndARequestGoesOnWhileAnotherIsFetched() {
        clock.pass(MINUTE.multipliedBy(4));

        assertThat(relayed()).as("not waited for").contains("access-0");

        Awaitility.await().until(() -> relayed().equals(Optional.of("access-1")));
        assertThat(provider.asked).hasValue(1);
    }

    @Test
    void whenItIsOverARequestWaitsForAnother() {
        clock.pass(MINUTE.multipliedBy(10));

        assertThat(relayed()).contains("access-1");
        clock.pass(MINUTE.multipliedBy(10));
        assertThat(relayed()).as("and again").contains("access-2");
        assertThat(provider.asked).hasValue(2);
    }

    @Test
    void aHundredRequestsThatWaitAreOneQuestion() {
        clock.pass(MINUTE.multipliedBy(10));

        List<Optional<String>> all = Flux.range(0, 100)
                .flatMap(i -> relay().subscribeOn(Schedulers.parallel()), 100)
                .collectList()
                .block(Duration.ofSeconds(10));

        assertThat(all).hasSize(100).containsOnly(Optional.of("access-1"));
        assertThat(provider.asked).hasValue(1);
    }

    @Test
    void whileTheProviderIsAwayTheOldOneIsRelayedToItsEndAndThenNoRequestGoesOnWithoutOne() {
        provider.answersWith(HttpStatus.SERVICE_UNAVAILABLE);
        clock.pass(MINUTE.multipliedBy(4));
        assertThat(relayed()).contains("access-0");
        Awaitility.await().until(() -> provider.asked.get() == 1 && pauses.isPaused(visit().orElseThrow()));
        clock.pass(Duration.ofSeconds(57));
        assertThat(relayed()).as("to the last second").contains("access-0");
        clock.pass(Duration.ofSeconds(4));

        assertThatThrownBy(this::relayed).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.problem())
                .isEqualTo(Problem.PROVIDER_AWAY));

        provider.isBack();
        clock.pass(MINUTE.multipliedBy(2));
        assertThat(relayed().orElseThrow()).startsWith("access-");
    }

    @Test
    void aProviderThatIsBackIsAskedAgainHoweverManyRequestsCome() {
        provider.answersWith(HttpStatus.SERVICE_UNAVAILABLE);
        clock.pass(MINUTE.multipliedBy(10));
        assertThatThrownBy(this::relayed).isInstanceOf(Refusal.class);
        provider.isBack();
        List<Optional<String>> got = new ArrayList<>();

        for (int i = 0; i < 12; i++) {
            clock.pass(Duration.ofSeconds(10));
            got.add(relay().onErrorReturn(Refusal.class, Optional.empty()).block(Duration.ofSeconds(10)));
        }

        assertThat(got.get(0)).as("not at once").isEmpty();
        assertThat(got.get(11)).isPresent();
        assertThat(provider.asked).hasValue(2);
    }

    @Test
    void withoutARefreshTokenOnlyAnotherSignInBringsOne() {
        cookie = signIn(Optional.empty());
        clock.pass(MINUTE.multipliedBy(4));
        assertThat(relayed()).contains("access-0");
        clock.pass(MINUTE);

        assertThat(relayed()).isEmpty();
        assertThat(visit()).as("the session goes on").isPresent();
        assertThat(provider.asked).hasValue(0);
    }

    @Test
    void whoIsNoLongerVouchedForHasNeitherTokenNorSession() {
        provider.refuses("invalid_grant");
        clock.pass(MINUTE.multipliedBy(10));

        assertThat(relayed()).isEmpty();
        assertThat(visit()).isEmpty();
    }

    @Test
    void aRefreshWithoutAnIdTokenStillBringsOne() {
        provider.leavesTheIdTokenOut();
        clock.pass(MINUTE.multipliedBy(10));

        assertThat(relayed()).contains("access-1");
    }

    @Test
    void whoSignedInBeforeAnyRouteAskedGetsOneByRefresh() {
        kept = false;
        cookie = signIn(Optional.of(Secret.of("refresh-0")));
        assertThat(sessions.tokens(visit().orElseThrow()).block().accessToken())
                .as("nobody wants it")
                .isEmpty();
        kept = true;
        clock.pass(NEAR);

        assertThat(relayed()).contains("access-1");
    }

    @ParameterizedTest
    @ValueSource(ints = {8_192, 65_536})
    void oneThatIsTooLongIsNotKeptAndNotAskedForAgainAtOnce(int length) {
        provider.handsOutAccessTokensOf(length);
        clock.pass(MINUTE.multipliedBy(10));

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(this::relayed).isInstanceOf(Refusal.class);
        }

        assertThat(provider.asked).hasValue(1);
        assertThat(visit()).as("the session goes on").isPresent();
    }

    @Test
    void ofASessionThatHasEndedNothingIsRelayed() {
        assertThat(relayed()).contains("access-0");
        store.remove(visit().orElseThrow().hash()).block();

        assertThat(relayed()).isEmpty();
    }

    /** The cookie. */
    private String signIn(Optional<Secret> refreshToken) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        Claims claims = Claims.from(
                Map.of("iss", RefreshedProvider.ISSUER, "sub", "alice", "groups", List.of("engineering")),
                "gatehouse",
                new ClaimPath("groups"));
        Instant now = clock.instant();
        Tokens tokens = new Tokens(
                Secret.of(provider.idToken(unchanged -> {})),
                refreshToken,
                Optional.of(new AccessToken(Secret.of("access-0"), now, now.plus(RefreshedProvider.TOKEN))));
        sessions.begin(exchange, acme, new Vouched(claims, tokens, Optional.empty(), now), Optional.empty())
                .block();
        return exchange.getResponse().getCookies().getFirst(NAME).getValue();
    }

    private Optional<Session> visit() {
        return sessions.find(exchange(), acme).block();
    }

    /** What the upstream would get. */
    private Optional<String> relayed() {
        return relay().block(Duration.ofSeconds(10));
    }

    private Mono<Optional<String>> relay() {
        MockServerWebExchange exchange = exchange();
        return sessions.find(exchange, acme)
                .flatMap(found -> room.enter(exchange, acme, found))
                .map(found ->
                        AccessToken.of(exchange).map(token -> token.value().reveal()));
    }

    private MockServerWebExchange exchange() {
        return MockServerWebExchange.from(
                MockServerHttpRequest.get("/acme/portal/").cookie(new HttpCookie(NAME, cookie)));
    }
}

package io.gatehouse.login.recheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.audit.Audit;
import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.login.BrokenSignIns;
import io.gatehouse.login.Login;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.login.recheck.RecheckRoom.Want;
import io.gatehouse.member.Members;
import io.gatehouse.member.SealedMembers;
import io.gatehouse.member.store.MemoryMemberStore;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Organizations;
import io.gatehouse.organization.SessionLimits;
import io.gatehouse.request.Origins;
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
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What becomes of a session when its identity provider is asked again, by refresh token. */
class RecheckTests {

    private static final PublicUrl URL = PublicUrl.parse("https://portal.example");
    private static final Duration NEAR = Duration.ofSeconds(30);
    private static final Duration RECHECK = Duration.ofMinutes(15);
    private static final String NAME = "__Host-gatehouse-acme";

    private final TestClock clock = new TestClock();
    private final RefreshedProvider provider = new RefreshedProvider(clock);
    private final Organization acme = TestOrganizations.acmeWith(provider.settings());
    private final SecretKeys keys = SecretKeys.random();
    private final SessionStore store = new MemorySessionStore(clock);
    private final Sessions sessions = new Sessions(
            store,
            new MemorySessionIndex(clock),
            new SessionCookies(URL, keys),
            keys,
            new Nearness(NEAR, NEAR),
            () -> false,
            clock);
    private final BrokenSignIns broken = new BrokenSignIns(new Audit(clock), clock);
    private final Pauses pauses = new Pauses(clock);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Providers providers = new Providers(organization -> provider.http, URL, clock);
    private final Members members =
            new Members(new SealedMembers(new MemoryMemberStore(), keys), new Audit(clock), clock);
    private final Confirmations confirmations = new Confirmations(
            store, sessions, new ByRefreshToken(providers, members, broken, pauses, new Audit(clock), meters), clock);
    private final Login login = new Login(providers, new Origins(URL, Optional.empty()), keys, clock, meters);
    private final RecheckRoom room = new RecheckRoom(sessions, confirmations, providers, login, pauses, clock);
    private String cookie = "";

    @BeforeEach
    void signIn() {
        broken.follow(new Organizations(List.of(acme)));
        cookie = signIn("alice", "refresh-0");
    }

    /** The cookie. */
    private String signIn(String person, String refreshToken) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        String idToken = provider.idToken(claims -> claims.subject(person));
        Claims claims = Claims.from(
                Map.of("iss", RefreshedProvider.ISSUER, "sub", person, "groups", List.of("engineering")),
                "gatehouse",
                new ClaimPath("groups"));
        Tokens tokens = new Tokens(Secret.of(idToken), Optional.of(Secret.of(refreshToken)));
        sessions.begin(
                        exchange,
                        acme,
                        new Vouched(claims, tokens, Optional.of(person), clock.instant()),
                        Optional.empty())
                .block();
        return exchange.getResponse().getCookies().getFirst(NAME).getValue();
    }

    @Test
    void aSessionThatIsNotDueIsLeftAlone() {
        clock.pass(RECHECK.multipliedBy(7).dividedBy(10));

        assertThat(visit()).isPresent();
        assertThat(provider.asked).hasValue(0);
    }

    @Test
    void aheadOfTimeARequestGoesOnWhileTheProviderIsAsked() {
        clock.pass(RECHECK.multipliedBy(81).dividedBy(100).minus(Duration.ofSeconds(1)));
        String before = visit().orElseThrow().hash();

        Awaitility.await().until(() -> visit().orElseThrow().confirmedAt().equals(clock.instant()));
        assertThat(visit().orElseThrow().hash()).as("under the same id").isEqualTo(before);
        assertThat(provider.asked).as("not again").hasValue(1);
    }

    @Test
    void isNeverLaterThanTheBoundHoweverItIsSpread() {
        for (int i = 0; i < 1_000; i++) {
            Session session =
                    new Session("hash-" + i, visit().orElseThrow().identity(), clock.instant(), clock.instant(), true);
            Due due = Due.of(session, RECHECK);
            assertThat(due.latest() - clock.millis())
                    .isBetween(RECHECK.multipliedBy(9).dividedBy(10).toMillis(), RECHECK.toMillis());
            assertThat(due.ahead()).isLessThan(due.latest());
        }
    }

    @Test
    @Proves("SEC-58")
    void rolesFollowTheGroupsThatTheProviderNamesNow() {
        provider.says(claims -> claims.claim("groups", List.of("contractors")));
        clock.pass(RECHECK);

        assertThat(visit().orElseThrow().identity().claims().groups()).containsExactly("contractors");
        assertThat(tokens().refreshToken()).contains(Secret.of("refresh-1"));
    }

    @Test
    @Proves("SEC-58")
    void anAnswerWithoutAnIdTokenConfirmsNobodyAndThePersonIsAskedForByWayOfTheBrowser() {
        Session before = visit().orElseThrow();
        provider.leavesTheIdTokenOut();
        clock.pass(RECHECK);

        Session after = visit().orElseThrow();
        assertThat(after.confirmedAt()).isEqualTo(before.confirmedAt());
        assertThat(after.refreshable()).isFalse();
        assertThat(provider.asked).hasValue(1);
        assertThat(room.remind(after, acme))
                .as("what is open may go on for as long again")
                .isTrue();
        clock.pass(RECHECK);
        assertThat(room.remind(after, acme)).as("what is open ends").isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"invalid_request", "unsupported_grant_type", "user_is_blocked"})
    void aRefusalThatSaysNothingOfThePersonHasThemAskedForByWayOfTheBrowser(String error) {
        provider.refuses(error);
        clock.pass(RECHECK);

        Session after = visit().orElseThrow();
        assertThat(after.refreshable()).isFalse();
        assertThat(provider.asked).hasValue(1);
        assertThat(meters.counter("gatehouse.rechecks", "outcome", "unanswered").count())
                .isEqualTo(1);
        assertThat(room.remind(after, acme)).as("goes on for as long again").isTrue();
        clock.pass(RECHECK);
        assertThat(room.remind(after, acme)).as("and no longer").isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"invalid_grant", "interaction_required", "consent_required"})
    @Proves("SEC-64")
    void whomTheProviderNoLongerVouchesForIsOut(String error) {
        provider.refuses(error);
        clock.pass(RECHECK);

        assertThat(visit()).isEmpty();
        assertThat(visit()).as("for good").isEmpty();
        assertThat(provider.asked).hasValue(1);
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                Arguments.of("another person", says(claims -> claims.subject("mallory"))),
                Arguments.of("another issuer", says(claims -> claims.issuer("https://login.evil.example"))),
                Arguments.of("another client", says(claims -> claims.audience("another"))),
                Arguments.of("a token that has ended", says(claims -> claims.expirationTime(new Date(0)))),
                Arguments.of("a token of an earlier sign-in", says(claims -> claims.claim("auth_time", 1))),
                Arguments.of(
                        "another access token's", says(claims -> claims.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"))),
                Arguments.of(
                        "another key", (Consumer<RefreshedProvider>) it -> it.signsWith(RefreshedProvider.OTHER_KEY)),
                Arguments.of("no signature", (Consumer<RefreshedProvider>) it -> it.handsOut(unsigned())),
                Arguments.of("no token at all", (Consumer<RefreshedProvider>) it -> it.handsOut("alice")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    @Proves({"SEC-65", "oidcc-client-test-refresh-token"})
    void aRefreshedIdTokenThatMustNotBeBelievedEndsTheSession(String what, Consumer<RefreshedProvider> forge) {
        forge.accept(provider);
        clock.pass(RECHECK);

        assertThat(visit()).as(what).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"invalid_client", "temporarily_unavailable"})
    void aProviderThatRefusesUsOrIsBusyEndsNobodysSession(String error) {
        provider.refuses(error);
        goesOnAndTriesAgain();
    }

    @Test
    void aProviderThatIsBrokenEndsNobodysSession() {
        provider.answersWith(HttpStatus.BAD_GATEWAY);
        goesOnAndTriesAgain();
    }

    @Test
    void aProviderThatIsAwayEndsNobodysSession() {
        provider.isAway();
        goesOnAndTriesAgain();
    }

    private void goesOnAndTriesAgain() {
        clock.pass(RECHECK);
        assertThat(visit()).isPresent();
        assertThat(visit()).as("not asked at every request").isPresent();
        assertThat(provider.asked).hasValue(1);

        provider.isBack();
        clock.pass(Duration.ofMinutes(1));
        assertThat(visit().orElseThrow().confirmedAt()).isEqualTo(clock.instant());
        assertThat(provider.asked).hasValue(2);
    }

    @Test
    void ourClientBeingRefusedIsToldToWhoeverMendsIt() {
        provider.refuses("invalid_client");
        clock.pass(RECHECK);
        visit();

        assertThat(broken.count()).isEqualTo(1);
    }

    @Test
    void anOrganizationThatChecksNobodyAgainAsksNobody() {
        Organization unchecked = withoutRecheck();
        clock.pass(RECHECK.plus(RECHECK).minus(Duration.ofMinutes(1)));
        Optional<Session> found = sessions.find(exchange(), unchecked).block();

        assertThat(room.enter(exchange(), unchecked, found, Want.SOMEBODY).block())
                .isPresent();
        assertThat(provider.asked).hasValue(0);
    }

    @Test
    void aSessionThatEndsWhileItIsCheckedStaysEnded() {
        clock.pass(RECHECK);
        String hash = sessions.find(exchange(), acme).block().orElseThrow().hash();
        provider.says(claims -> store.remove(hash).block());

        assertThat(visit()).isEmpty();
    }

    @Test
    @Proves({"SEC-56", "SEC-57"})
    void fiveHundredPeopleWhoAreCheckedAtOnceKeepTheirOwnTokens() {
        provider.readsPeopleFromTheirTokens();
        List<String> people =
                IntStream.range(0, 500).mapToObj(i -> "person-" + i).toList();
        Map<String, String> cookies =
                people.stream().collect(Collectors.toMap(person -> person, person -> signIn(person, person + "/0")));
        clock.pass(RECHECK);

        Map<String, Session> after = Flux.fromIterable(people)
                .flatMap(
                        person -> visit(exchange(cookies.get(person)))
                                .flatMap(Mono::justOrEmpty)
                                .map(session -> Map.entry(person, session))
                                .subscribeOn(Schedulers.parallel()),
                        500)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .block(Duration.ofSeconds(30));

        assertThat(after).hasSize(500).allSatisfy((person, session) -> {
            assertThat(session.identity().claims().username()).isEqualTo(person);
            assertThat(session.confirmedAt()).isEqualTo(clock.instant());
            Tokens tokens = sessions.tokens(session).block();
            assertThat(tokens.refreshToken()).contains(Secret.of(person + "/1"));
            assertThat(subject(tokens.idToken())).isEqualTo(person);
        });
        assertThat(provider.asked).hasValue(500);
    }

    private static String subject(Secret idToken) {
        try {
            return SignedJWT.parse(idToken.reveal()).getJWTClaimsSet().getSubject();
        } catch (ParseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Organization withoutRecheck() {
        return new Organization(
                acme.name(),
                acme.title(),
                acme.sso(),
                acme.pilot(),
                acme.admins(),
                acme.boundAdmins(),
                acme.identityProvider(),
                acme.members(),
                acme.roles(),
                new SessionLimits(Duration.ofMinutes(30), Duration.ofHours(8), Duration.ZERO),
                acme.hosts(),
                acme.upstreams(),
                acme.inFile());
    }

    private Optional<Session> visit() {
        return visit(exchange()).block(Duration.ofSeconds(10));
    }

    private Mono<Optional<Session>> visit(MockServerWebExchange exchange) {
        return sessions.find(exchange, acme).flatMap(found -> room.enter(exchange, acme, found, Want.SOMEBODY));
    }

    private Tokens tokens() {
        return sessions.tokens(visit().orElseThrow()).block();
    }

    private MockServerWebExchange exchange() {
        return exchange(cookie);
    }

    private static MockServerWebExchange exchange(String cookie) {
        return MockServerWebExchange.from(
                MockServerHttpRequest.get("/acme/portal/").cookie(new HttpCookie(NAME, cookie)));
    }

    private static Consumer<RefreshedProvider> says(Consumer<JWTClaimsSet.Builder> change) {
        return provider -> provider.says(change);
    }

    private static String unsigned() {
        return new PlainJWT(new JWTClaimsSet.Builder()
                        .issuer(RefreshedProvider.ISSUER)
                        .subject("alice")
                        .audience("gatehouse")
                        .build())
                .serialize();
    }
}

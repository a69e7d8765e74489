package io.gatehouse.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.apikey.ApiKey;
import io.gatehouse.apikey.ApiKeys;
import io.gatehouse.apikey.ApiKeys.Wanted;
import io.gatehouse.apikey.Scope;
import io.gatehouse.audit.Audit;
import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.member.Members;
import io.gatehouse.member.SealedMembers;
import io.gatehouse.member.store.MemberStore;
import io.gatehouse.member.store.MemoryMemberStore;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.problem.Visitor;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.request.RequestPath;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.store.MemorySettingsStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class DoorTests {

    private static final OrganizationName ACME = new OrganizationName("acme");
    private static final String GUESS = "Bearer gatehouse_0000000000000000_" + "0".repeat(64);

    private final TestClock clock = new TestClock();
    private final ApiKeys keys =
            new ApiKeys(new MemorySettingsStore(clock), SecretKeys.random(), new Audit(clock), clock);
    private final MemberStore store = new MemoryMemberStore();
    private final Members members = new Members(new SealedMembers(store, SecretKeys.random()), new Audit(clock), clock);
    private final Door door = new Door(keys, members, clock);
    private String good = "";

    @BeforeEach
    void aKey() {
        good = "Bearer "
                + keys.make(ACME, new Wanted("ci", Scope.READ, Duration.ofDays(1)), "alice", Optional.empty())
                        .block()
                        .text()
                        .reveal();
    }

    @Test
    @Proves("SEC-API-1")
    void whoeverGuessesIsMadeToWaitAndNobodyElseIs() {
        for (int i = 0; i < 30; i++) {
            assertRefused(Problem.API_KEY_REFUSED, "192.0.2.1", GUESS);
        }

        assertRefused(Problem.TOO_MANY_CALLS, "192.0.2.1", GUESS);
        assertThat(enter("192.0.2.1", good).name())
                .as("behind the same address")
                .isEqualTo("ci");
        assertRefused(Problem.TOO_MANY_CALLS, "192.0.2.1", GUESS);
        assertThat(enter("192.0.2.2", good).name()).isEqualTo("ci");

        clock.pass(Duration.ofMinutes(1));
        assertThat(enter("192.0.2.1", good).name()).isEqualTo("ci");
    }

    @Test
    @Proves("SEC-API-1")
    void oneLineOfIpv6IsOneClient() {
        for (int i = 0; i < 30; i++) {
            assertRefused(Problem.API_KEY_REFUSED, "2001:db8::" + Integer.toHexString(i), GUESS);
        }

        assertRefused(Problem.TOO_MANY_CALLS, "2001:db8:0:0:1::", GUESS);
        assertRefused(Problem.API_KEY_REFUSED, "2001:db8:0:1::", GUESS);
    }

    @Test
    void aKeyThatCallsTooFastWaits() {
        for (int i = 0; i < 600; i++) {
            enter("192.0.2.1", good);
        }

        assertRefused(Problem.TOO_MANY_CALLS, "192.0.2.2", good);
        clock.pass(Duration.ofMinutes(1));
        assertThat(enter("192.0.2.1", good).scope()).isEqualTo(Scope.READ);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic Y2k6Y2k=", "Bearer", "Bearer ", "Token x", "Bearer a b"})
    @Proves("SEC-API-1")
    void whatIsNoKeyOpensNothing(String authorization) {
        assertRefused(Problem.API_KEY_REFUSED, "192.0.2.1", authorization);
    }

    @Test
    @Proves("SEC-API-1")
    void ofTwoLinesNeitherCounts() {
        assertThatThrownBy(() ->
                        door.enter(exchange("192.0.2.1", good, GUESS), ACME).block())
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.problem()).isEqualTo(Problem.MALFORMED_REQUEST));
    }

    /** A key that was made while its maker was removed is found by nobody who ends keys. */
    @Test
    @Proves("SEC-API-maker")
    void aKeyWhoseMakerIsNoMemberOpensNothing() {
        PersonId nobody = new PersonId("https://login.acme.example", "7");
        String text = keys.make(ACME, new Wanted("left", Scope.WRITE, Duration.ofDays(1)), "nina", Optional.of(nobody))
                .block()
                .text()
                .reveal();

        assertRefused(Problem.API_KEY_REFUSED, "192.0.2.1", "Bearer " + text);
    }

    private ApiKey enter(String client, String authorization) {
        return door.enter(exchange(client, authorization), ACME).block();
    }

    private void assertRefused(Problem problem, String client, String authorization) {
        assertThatThrownBy(() -> enter(client, authorization))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.problem()).isEqualTo(problem));
    }

    private static MockServerWebExchange exchange(String client, String... authorization) {
        MockServerWebExchange exchange =
                MockServerWebExchange.from(MockServerHttpRequest.get("/").header("Authorization", authorization));
        try {
            exchange.getAttributes()
                    .put(
                            Arrival.class.getName(),
                            new Arrival(
                                    HttpMethod.GET,
                                    PublicUrl.parse("https://portal.example"),
                                    RequestPath.parse("/").orElseThrow(),
                                    null,
                                    InetAddress.getByName(client),
                                    Visitor.PROGRAM,
                                    Runnable::run));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
        return exchange;
    }
}

package io.gatehouse.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.apikey.ApiKeys;
import io.gatehouse.apikey.Scope;
import io.gatehouse.audit.Audit;
import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.identity.Standing;
import io.gatehouse.member.Invitations.Result;
import io.gatehouse.member.Invitations.Wanted;
import io.gatehouse.member.store.MemberStore;
import io.gatehouse.member.store.MemoryMemberStore;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Confirmations;
import io.gatehouse.session.Nearness;
import io.gatehouse.session.Recheck.Verdict;
import io.gatehouse.session.Revocation;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.Tokens;
import io.gatehouse.session.Vouched;
import io.gatehouse.session.cookie.SessionCookies;
import io.gatehouse.session.store.MemorySessionIndex;
import io.gatehouse.session.store.MemorySessionStore;
import io.gatehouse.session.store.SessionIndex;
import io.gatehouse.session.store.SessionStore;
import io.gatehouse.settings.store.MemorySettingsStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Somebody who wants to be in, to stay in, or to be more than they are. */
class AttackOnMembershipTests {

    private static final String ISSUER = "https://login.acme.example";
    private static final String COOKIE = "__Host-gatehouse-acme";

    /** What happens in the moment before a session enters the index: between the look-up of a member and their session. */
    private Runnable meanwhile = () -> {};

    /** The store of members, from now on. */
    private boolean away;

    private final AtomicInteger readings = new AtomicInteger();
    private final TestClock clock = new TestClock();
    private final Audit audit = new Audit(clock);
    private final SecretKeys keys = SecretKeys.random();
    private final SealedMembers sealed = new SealedMembers(new Counting(), keys);
    private final Members members = new Members(sealed, audit, clock);
    private final Directory directory = new Directory(sealed, clock);
    private final Invitations invitations = new Invitations(sealed, directory, Invitations.Post.NONE, audit, clock);
    private final SessionStore store = new MemorySessionStore(clock);
    private final SessionIndex index = new Interrupted(new MemorySessionIndex(clock));
    private final Sessions sessions = new Sessions(
            store,
            index,
            new SessionCookies(PublicUrl.parse("https://portal.example"), keys),
            keys,
            new Nearness(Duration.ZERO, Duration.ZERO),
            () -> false,
            clock);
    private final Revocation revocation = new Revocation(store, index);
    private final Confirmations confirmations = new Confirmations(
            store,
            sessions,
            (organization, session, tokens) -> Mono.just(new Verdict.Unanswered(Optional.empty())),
            clock);
    private final ApiKeys apiKeys = new ApiKeys(new MemorySettingsStore(clock), keys, audit, clock);
    private final MemberChanges changes =
            new MemberChanges(sealed, directory, revocation, confirmations, apiKeys::revokeOf, audit, clock);
    private final MemberSignIn signIn = new MemberSignIn(members, sessions, revocation);
    private final Organization acme = TestOrganizations.acme();

    /** What an admin does to a member. */
    private enum Deed {
        BLOCK,
        REMOVE,
        DEMOTE
    }

    @ParameterizedTest
    @EnumSource
    @Proves("SEC-91")
    void whatIsDoneToSomebodyWhileTheirSessionBeginsHoldsForItToo(Deed deed) {
        String id = admin("7");
        meanwhile = () -> carryOut(deed, acme, id);

        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        assertThatThrownBy(() -> signIn.begin(exchange, acme, vouched("7")).block())
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.problem()).isEqualTo(Problem.SIGN_IN_STALE));

        assertThat(find(exchange, acme)).isEmpty();
    }

    /** Whether they may be in is not known, and nobody looks a third time. */
    @Test
    @Proves("SEC-91")
    void aSessionThatCouldNotBeLookedAtOnceMoreIsNone() {
        admin("7");
        meanwhile = () -> away = true;

        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        assertThatThrownBy(() -> signIn.begin(exchange, acme, vouched("7")).block())
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.problem()).isEqualTo(Problem.STORE_AWAY));

        assertThat(find(exchange, acme)).isEmpty();
    }

    @Test
    @Proves("SEC-91")
    void whoeverIsDemotedIsSoInEachOfTheirSessions() {
        String id = admin("7");
        List<MockServerWebExchange> browsers = List.of(signedIn("7"), signedIn("7"));

        carryOut(Deed.DEMOTE, acme, id);

        assertThat(browsers).allSatisfy(browser -> assertThat(
                        find(browser, acme).orElseThrow().identity().roles())
                .containsExactly("member"));
    }

    /** By it they would let themselves in again, as an admin, for up to a year. */
    @ParameterizedTest
    @EnumSource
    @Proves("SEC-API-maker")
    void theKeysOfWhoeverIsAdminNoMoreEndWithThatAndNobodyElses(Deed deed) {
        String id = admin("7");
        Optional<PersonId> seven = Optional.of(person("7", "x@acme.com", true).person());
        Optional<PersonId> eight = Optional.of(person("8", "x@acme.com", true).person());
        String theirs = key("theirs", seven);
        String others = key("others", eight);
        String operators = key("operators", Optional.empty());

        carryOut(deed, acme, id);

        assertThat(apiKeys.find(acme.name(), theirs).blockOptional()).isEmpty();
        assertThat(apiKeys.find(acme.name(), others).blockOptional()).isPresent();
        assertThat(apiKeys.find(acme.name(), operators).blockOptional()).isPresent();
        assertThat(members.isIn(acme.name(), seven.orElseThrow()).block()).isEqualTo(deed == Deed.DEMOTE);
    }

    private String key(String name, Optional<PersonId> maker) {
        ApiKeys.Wanted wanted = new ApiKeys.Wanted(name, Scope.WRITE, Duration.ofDays(365));
        return apiKeys.make(acme.name(), wanted, "nina", maker).block().text().reveal();
    }

    /** Nobody could undo it: whoever does it by an API key is nobody who stays. */
    @ParameterizedTest
    @EnumSource
    @Proves("SEC-API-5")
    void theLastAdminStaysWhereNobodyElseWouldBeOne(Deed deed) {
        Organization byRoleAlone = TestOrganizations.acmeWithoutGrants();
        String last = admin("7");

        assertThatThrownBy(() -> carryOut(deed, byRoleAlone, last))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.problem()).isEqualTo(Problem.LAST_ADMIN));

        admin("8");
        carryOut(deed, byRoleAlone, last);
    }

    /** Nobody looks at a session of the client before, which does not count, and their admin goes back to that client later. */
    @ParameterizedTest
    @EnumSource
    @Proves("SEC-91")
    void whatIsDoneWhileAnotherClientIsLiveHoldsWhenTheOneBeforeIsBack(Deed deed) {
        String id = admin("7");
        MockServerWebExchange browser = signedIn("7");

        carryOut(deed, TestOrganizations.acmeWithClient("another"), id);

        assertThat(find(browser, acme).filter(session -> session.identity().holdsAny(Set.of("admin"))))
                .isEmpty();
        assertThat(find(browser, acme).isPresent()).isEqualTo(deed == Deed.DEMOTE);
    }

    /** The operator has named an address, and meant a person: whoever has it next is anybody. */
    @Test
    @Proves("SEC-90")
    void anAdminsAddressThatChangesHandsMakesNobodyAdmin() {
        Claims seven = person("7", "alice@acme.com", true);
        Claims eight = person("8", "alice@acme.com", true);

        Standing first = members.admit(acme, seven).block();
        Standing second = members.admit(acme, eight).block();

        assertThat(isAdmin(seven, Optional.of(first))).isTrue();
        assertThat(isAdmin(eight, Optional.of(second))).isFalse();
        assertThat(isAdmin(eight, members.known(acme, eight).block()))
                .as("by a bearer token")
                .isFalse();
        assertThat(isAdmin(seven, members.known(acme, seven).block()))
                .as("by a bearer token")
                .isTrue();
        changes.block(acme, first.member(), "nina").block();
        assertThat(isAdmin(eight, members.admit(acme, eight).blockOptional())).isFalse();
    }

    @Test
    @Proves("SEC-90")
    void aBearerTokenThatComesFirstClaimsNothing() {
        Claims eight = person("8", "alice@acme.com", true);

        assertThat(isAdmin(eight, members.known(acme, eight).block())).isFalse();
    }

    @Test
    void whoeverIsRemovedLeavesTheAddressToTheNext() {
        Claims eight = person("8", "alice@acme.com", true);
        Standing first =
                members.admit(acme, person("7", "alice@acme.com", true)).block();

        changes.remove(acme, first.member(), "nina").block();

        assertThat(isAdmin(eight, members.admit(acme, eight).blockOptional())).isTrue();
    }

    /** One of them, whoever it is. */
    @Test
    @Proves("SEC-90")
    void ofManyWhoComeWithAnAdminsAddressAtOnceOneIsAdmin() {
        List<Claims> people = Flux.range(0, 8)
                .map(i -> person("p" + i, "alice@acme.com", true))
                .collectList()
                .block();

        long admins = Flux.fromIterable(people)
                .flatMap(person -> members.admit(acme, person)
                        .map(standing -> isAdmin(person, Optional.of(standing)))
                        .subscribeOn(Schedulers.parallel()))
                .filter(Boolean::booleanValue)
                .count()
                .block();

        assertThat(admins).isEqualTo(1);
    }

    private boolean isAdmin(Claims claims, Optional<Standing> standing) {
        return Identity.of(acme, claims, standing).holdsAny(Set.of("admin"));
    }

    /** The address is nobody's word but their own: what an admin reads beside it must not be another person's entry. */
    @Test
    @Proves("SEC-90")
    void whoeverWritesAnothersAddressIntoTheirClaimsIsNotFoundByIt() {
        members.admit(acme, person("mallory", "boss@acme.com", false)).block();

        Wanted boss = new Wanted(new EmailAddress("boss@acme.com"), Optional.of("admin"));
        assertThat(invitations.invite(acme, boss, "alice").block()).isEqualTo(Result.INVITED);

        assertThat(directory.page(acme.name(), "boss@acme.com", 1, 50).block().members())
                .extracting(Member::state)
                .containsExactly(Member.State.INVITED);
        assertThat(members.admit(acme, person("7", "boss@acme.com", true))
                        .block()
                        .role())
                .contains("admin");
    }

    /** Each holds as much memory as all members take, and the memory is every organization's. */
    @Test
    @Proves("SEC-MEMBER-1")
    void howeverManyPagesAreOpenedAtOnceAllMembersAreReadOnce() {
        admin("7");
        readings.set(0);

        Flux.range(0, 50)
                .flatMap(number -> directory.page(acme.name(), "", 1, 50), 50)
                .blockLast();

        assertThat(readings).hasValue(1);
        Wanted bob = new Wanted(new EmailAddress("bob@partner.example"), Optional.empty());
        invitations.invite(acme, bob, "alice").block();
        assertThat(directory.page(acme.name(), "bob", 1, 50).block().found()).isEqualTo(1);
    }

    private void carryOut(Deed deed, Organization organization, String id) {
        meanwhile = () -> {};
        Mono<Member> done =
                switch (deed) {
                    case BLOCK -> changes.block(organization, id, "alice");
                    case REMOVE -> changes.remove(organization, id, "alice");
                    case DEMOTE -> changes.setRole(organization, id, Optional.empty(), "alice");
                };
        assertThat(done.blockOptional()).isPresent();
    }

    /** Somebody who is a member already, as an admin. */
    private String admin(String subject) {
        String id =
                members.admit(acme, person(subject, "x@acme.com", true)).block().member();
        changes.setRole(acme, id, Optional.of("admin"), "alice").block();
        return id;
    }

    private MockServerWebExchange signedIn(String subject) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        assertThat(signIn.begin(exchange, acme, vouched(subject)).block()).isNotNull();
        return exchange;
    }

    private Optional<Session> find(MockServerWebExchange signedIn, Organization organization) {
        String cookie = signedIn.getResponse().getCookies().getFirst(COOKIE).getValue();
        MockServerWebExchange next =
                MockServerWebExchange.from(MockServerHttpRequest.get("/").cookie(new HttpCookie(COOKIE, cookie)));
        return sessions.find(next, organization).block();
    }

    private Vouched vouched(String subject) {
        // A moment ahead, as a provider's clock may be: no ending by the clock refuses it, only who is looked up once
        // more does.
        Instant issuedAt = clock.instant().plusSeconds(5);
        return new Vouched(
                person(subject, "x@acme.com", true),
                new Tokens(Secret.of("id-token"), Optional.empty()),
                Optional.empty(),
                issuedAt);
    }

    private static Claims person(String subject, String email, boolean verified) {
        return Claims.from(
                Map.of(
                        "iss", ISSUER,
                        "sub", subject,
                        "preferred_username", subject,
                        "email", email,
                        "email_verified", verified),
                "gatehouse",
                TestOrganizations.acme().roles().claim());
    }

    /** Counts how often all are read, which takes a while. */
    private final class Counting implements MemberStore {

        private final MemberStore store = new MemoryMemberStore();

        @Override
        public Mono<Long> stamp(OrganizationName organization) {
            return store.stamp(organization);
        }

        @Override
        public Mono<Kept> read(OrganizationName organization, String id) {
            return store.read(organization, id);
        }

        @Override
        public Mono<Kept> named(OrganizationName organization, String name) {
            return away ? Mono.error(new IllegalStateException("away")) : store.named(organization, name);
        }

        @Override
        public Flux<Kept> read(OrganizationName organization, List<String> ids) {
            return store.read(organization, ids);
        }

        @Override
        public Mono<Map<String, Long>> versions(OrganizationName organization) {
            return Mono.defer(() -> {
                readings.incrementAndGet();
                return store.versions(organization).delaySubscription(Duration.ofMillis(20));
            });
        }

        @Override
        public Mono<Outcome> write(
                OrganizationName organization, String id, long expected, byte[] value, Set<String> names) {
            return store.write(organization, id, expected, value, names);
        }

        @Override
        public Mono<Boolean> remove(OrganizationName organization, String id, long expected) {
            return store.remove(organization, id, expected);
        }
    }

    /** Something happens just before a session enters. */
    private final class Interrupted implements SessionIndex {

        private final SessionIndex index;

        Interrupted(SessionIndex index) {
            this.index = index;
        }

        @Override
        public Mono<Boolean> enter(String name, String hash, Instant issuedAt, Duration maxAge) {
            return Mono.defer(() -> {
                meanwhile.run();
                return index.enter(name, hash, issuedAt, maxAge);
            });
        }

        @Override
        public Flux<String> find(String name) {
            return index.find(name);
        }

        @Override
        public Mono<List<Entry>> latest(String name, Position from, int most) {
            return index.latest(name, from, most);
        }

        @Override
        public Mono<Void> leave(String name, String hash) {
            return index.leave(name, hash);
        }

        @Override
        public Mono<Void> close(String name, Instant until, Duration longest) {
            return index.close(name, until, longest);
        }
    }
}

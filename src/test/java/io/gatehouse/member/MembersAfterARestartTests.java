package io.gatehouse.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.audit.Audit;
import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.identity.Standing;
import io.gatehouse.journey.RedisServer;
import io.gatehouse.member.Invitations.Wanted;
import io.gatehouse.member.store.FileMemberStore;
import io.gatehouse.member.store.MemberStore;
import io.gatehouse.member.store.RedisMemberStore;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Membership.Admit;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.secret.PrivateDirectory;
import io.gatehouse.secret.SecretKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Who is a member, who is invited and who is blocked is so still when the gateway has stopped and started. */
class MembersAfterARestartTests {

    private static final String ALICE = "alice@acme.com";

    private final TestClock clock = new TestClock();
    private final SecretKeys keys = SecretKeys.random();
    private final Organization acme = TestOrganizations.acmeAdmitting(Admit.INVITED, "acme.com");

    @Test
    @Proves({"SEC-90", "SEC-91"})
    void withFiles(@TempDir Path data) throws IOException {
        Standing bob;
        try (FileMemberStore before = new FileMemberStore(PrivateDirectory.open(data))) {
            bob = begin(before);
        }
        try (FileMemberStore after = new FileMemberStore(PrivateDirectory.open(data))) {
            goOn(after, bob);
        }
    }

    @Test
    @Proves({"SEC-90", "SEC-91"})
    void withRedis() {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory first = connections(redis);
            Standing bob = begin(new RedisMemberStore(first));
            first.destroy();
            LettuceConnectionFactory second = connections(redis);
            goOn(new RedisMemberStore(second), bob);
            second.destroy();
        }
    }

    private Standing begin(MemberStore store) {
        invite(store, "bob@partner.example");
        invite(store, "eve@partner.example");
        invite(store, "late@partner.example");
        Standing bob = admit(store, "bob");
        assertThat(roles(store, "7", ALICE)).contains("admin");
        assertNotMember(store, "8", ALICE);
        String eve = admit(store, "eve").member();
        new SealedMembers(store, keys)
                .change(acme.name(), eve, member -> member.in(Member.State.BLOCKED))
                .block();
        return bob;
    }

    private void goOn(MemberStore store, Standing bob) {
        assertThat(admit(store, "bob")).isEqualTo(bob);
        assertNotMember(store, "8", ALICE);
        assertThat(roles(store, "7", "alice@renamed.example")).contains("admin");
        assertThat(admit(store, "late").role()).contains("developer");
        assertThatThrownBy(() -> admit(store, "eve"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.problem()).isEqualTo(Problem.MEMBER_BLOCKED));
        assertThat(new Directory(new SealedMembers(store, keys), clock)
                        .page(acme.name(), "partner.example", 1, 50)
                        .block()
                        .found())
                .isEqualTo(3);
    }

    private void invite(MemberStore store, String address) {
        SealedMembers sealed = new SealedMembers(store, keys);
        new Invitations(sealed, new Directory(sealed, clock), Invitations.Post.NONE, new Audit(clock), clock)
                .invite(acme, new Wanted(new EmailAddress(address), Optional.of("developer")), "alice")
                .block();
    }

    private List<String> roles(MemberStore store, String subject, String address) {
        Claims claims = claims(subject, address);
        return Identity.of(acme, claims, Optional.of(admit(store, claims))).roles();
    }

    /** The address is another person's by now: by it nobody is let in. */
    private void assertNotMember(MemberStore store, String subject, String address) {
        assertThatThrownBy(() -> admit(store, claims(subject, address)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.problem()).isEqualTo(Problem.NOT_A_MEMBER));
    }

    private Standing admit(MemberStore store, String name) {
        return admit(store, claims(name, name + "@partner.example"));
    }

    private Standing admit(MemberStore store, Claims claims) {
        return new Members(new SealedMembers(store, keys), new Audit(clock), clock)
                .admit(acme, claims)
                .block();
    }

    private Claims claims(String subject, String address) {
        return Claims.from(
                Map.of("iss", "https://login.acme.example", "sub", subject, "email", address, "email_verified", true),
                "gatehouse",
                acme.roles().claim());
    }

    private static LettuceConnectionFactory connections(RedisServer redis) {
        LettuceConnectionFactory connections = new LettuceConnectionFactory("127.0.0.1", redis.port());
        connections.afterPropertiesSet();
        connections.start();
        return connections;
    }
}

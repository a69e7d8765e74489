package io.gatehouse.member;

import io.gatehouse.audit.Audit;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.journey.RedisServer;
import io.gatehouse.member.Invitations.Wanted;
import io.gatehouse.member.store.MemberStore;
import io.gatehouse.member.store.RedisMemberStore;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.secret.SecretKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** How long pages of 10,000 members take: {@code mvn test-compile}, then its main with the test class path. */
final class DirectoryMeasurement {

    private static final int MEMBERS = 10_000;
    private static final int INVITED = 5_000;

    private DirectoryMeasurement() {}

    public static void main(String[] arguments) {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory connections = new LettuceConnectionFactory("127.0.0.1", redis.port());
            connections.afterPropertiesSet();
            connections.start();
            measure(new RedisMemberStore(connections));
            connections.destroy();
        }
    }

    private static void measure(MemberStore store) {
        SecretKeys keys = SecretKeys.random();
        Organization acme = TestOrganizations.acme();
        ManyMembers.fill(store, keys, acme.name(), MEMBERS);
        SealedMembers sealed = new SealedMembers(store, keys);
        for (int round = 0; round < 5; round++) {
            Directory directory = new Directory(sealed, Clock.systemUTC());
            System.out.printf(
                    "MEASURED first page %d ms, next %d ms, a search %d ms, asked again %d ms, after a change %d ms, all %d ms%n",
                    time(() -> directory.page(acme.name(), "", 1, 50).block()),
                    time(() -> directory.page(acme.name(), "", 100, 50).block()),
                    time(() -> directory.page(acme.name(), "person4242@", 1, 50).block()),
                    time(() -> directory.page(acme.name(), "person4242@", 1, 50).block()),
                    time(() -> changedAndFound(sealed, directory, acme)),
                    time(() -> directory.all(acme.name()).blockLast()));
        }
        Invitations invitations = new Invitations(
                sealed,
                new Directory(sealed, Clock.systemUTC()),
                Invitations.Post.NONE,
                new Audit(Clock.systemUTC()),
                Clock.systemUTC());
        List<Wanted> wanted = IntStream.range(0, INVITED)
                .mapToObj(number -> new Wanted(new EmailAddress("new" + number + "@acme.com"), Optional.empty()))
                .toList();
        System.out.printf(
                "MEASURED %d invited %d ms%n",
                INVITED, time(() -> invitations.inviteAll(acme, wanted, "alice").blockLast()));
    }

    private static void changedAndFound(SealedMembers sealed, Directory directory, Organization acme) {
        Member some = directory.page(acme.name(), "", 7, 50).block().members().get(0);
        sealed.change(acme.name(), some.id(), member -> member.withRole(Optional.of("auditor")))
                .block();
        directory.page(acme.name(), "auditor", 1, 50).block();
    }

    private static long time(Runnable work) {
        Instant begin = Instant.now();
        work.run();
        return Duration.between(begin, Instant.now()).toMillis();
    }
}

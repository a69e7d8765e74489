package io.gatehouse.member;

import io.gatehouse.member.store.MemberStore;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.secret.SecretKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;

/** Members as a large organization has them: nine of ten are in, the others are invited. */
public final class ManyMembers {

    private static final List<String> ROLES = List.of("", "member", "developer", "", "");
    private static final int AT_ONCE = 64;

    private ManyMembers() {}

    /** One more, or one less, makes another number of what is found: {@code person4242} is in, and nobody is called nobody. */
    public static void fill(MemberStore store, SecretKeys keys, OrganizationName organization, int count) {
        SealedMembers sealed = new SealedMembers(store, keys);
        Instant begin = Instant.parse("2026-01-05T08:00:00Z");
        Flux.range(0, count)
                .map(number -> member(number, begin.plus(Duration.ofMinutes(number))))
                .flatMap(member -> sealed.write(organization, 0, member), AT_ONCE)
                .blockLast();
    }

    private static Member member(int number, Instant since) {
        EmailAddress address = new EmailAddress("person" + number + "@acme.com");
        Optional<String> role = Optional.of(ROLES.get(number % ROLES.size())).filter(text -> !text.isEmpty());
        Invitation invitation = new Invitation(address, "alice@acme.com", since, since.plus(Invitations.LIFETIME));
        Member invited = Member.invited(Members.newId(since), invitation, role);
        return number % 10 == 3
                ? invited
                : new Member(
                        invited.id(),
                        Member.State.ACTIVE,
                        Optional.of(new PersonId("https://login.acme.example", "00u1a2b3c4d5e6f7g8h" + number)),
                        "Person Number " + number,
                        Optional.of(address),
                        role,
                        number % 2 == 0 ? Optional.of(invitation) : Optional.empty(),
                        since,
                        Optional.of(since.plus(Duration.ofHours(1))),
                        Optional.empty());
    }
}

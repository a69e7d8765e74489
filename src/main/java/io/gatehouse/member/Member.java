package io.gatehouse.member;

import io.gatehouse.audit.OneLine;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Standing;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Somebody who has been invited, or is in.
 *
 * @param id random behind the time of its making; says nothing else of them
 * @param person whom the entry is bound to, from their first sign-in on and for good; empty before
 * @param name for people, as of the last sign-in; empty before the first
 * @param email as of the last sign-in, for people, where the identity provider vouches for it: whoever reads an address here and
 *     gives its owner a role must not be led to somebody who wrote it into their own claims
 * @param role that an admin has given them
 * @param invitation that they came by, or may come by; empty for whoever came just in time
 * @param since when the entry was made
 * @param claimed the address under {@code admins} in the operator's file that they were the first to come with; as long as they
 *     are here, nobody else is admin by it
 */
public record Member(
        String id,
        State state,
        Optional<PersonId> person,
        String name,
        Optional<EmailAddress> email,
        Optional<String> role,
        Optional<Invitation> invitation,
        Instant since,
        Optional<Instant> lastSignIn,
        Optional<EmailAddress> claimed) {

    /** What a member is. */
    public enum State {
        /** Has not signed in yet. */
        INVITED,
        ACTIVE,
        /** Signs in no more, whatever else would let them in. */
        BLOCKED
    }

    /** Names and subjects are others' texts; longer ones are cut. */
    private static final int LONGEST_NAME = 200;

    /** Found by their address, until somebody has signed in with it. */
    static Member invited(String id, Invitation invitation, Optional<String> role) {
        return new Member(
                id,
                State.INVITED,
                Optional.empty(),
                "",
                Optional.empty(),
                role,
                Optional.of(invitation),
                invitation.at(),
                Optional.empty(),
                Optional.empty());
    }

    /** Whoever signs in without an invitation, where that is enough. */
    static Member justInTime(String id, Claims claims, Instant now) {
        return new Member(
                id,
                State.ACTIVE,
                Optional.of(claims.person()),
                shown(claims),
                claims.verifiedEmail(),
                Optional.empty(),
                Optional.empty(),
                now,
                Optional.of(now),
                Optional.empty());
    }

    /** The same, bound to whoever has signed in: an entry that is bound stays so. */
    Member signedIn(Claims claims, Instant now) {
        return new Member(
                id,
                state == State.INVITED ? State.ACTIVE : state,
                person.or(() -> Optional.of(claims.person())),
                shown(claims),
                claims.verifiedEmail(),
                role,
                invitation,
                since,
                Optional.of(now),
                claimed);
    }

    /** The same, admin by that address; an entry without one stays as it is. */
    Member claiming(Optional<EmailAddress> address) {
        return address.isEmpty()
                ? this
                : new Member(id, state, person, name, email, role, invitation, since, lastSignIn, address);
    }

    Member in(State other) {
        return new Member(id, other, person, name, email, role, invitation, since, lastSignIn, claimed);
    }

    Member withRole(Optional<String> given) {
        return new Member(id, state, person, name, email, given, invitation, since, lastSignIn, claimed);
    }

    Member with(Invitation anew) {
        return new Member(id, state, person, name, email, role, Optional.of(anew), since, lastSignIn, claimed);
    }

    /** By which the store finds them: the person and what they claimed, or the address of an invitation that nobody has accepted. */
    Set<String> names(OrganizationName organization) {
        Optional<String> first = person.map(bound -> StoredName.of(organization, bound))
                .or(() -> invitation.map(open -> StoredName.of(organization, open.address())));
        Optional<String> admin = claimed.map(address -> StoredName.ofAdmin(organization, address));
        return Stream.of(first, admin).flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
    }

    Standing standing() {
        return new Standing(id, role, claimed);
    }

    /** What people call them: the name of their last sign-in, else the address that was invited. */
    public String title() {
        return name.isEmpty()
                ? invitation.map(Invitation::address).map(EmailAddress::value).orElse(id)
                : name;
    }

    /** The address of their last sign-in, else the one that was invited. */
    public Optional<EmailAddress> address() {
        return email.or(() -> invitation.map(Invitation::address));
    }

    private static String shown(Claims claims) {
        return OneLine.of(claims.username(), LONGEST_NAME);
    }
}

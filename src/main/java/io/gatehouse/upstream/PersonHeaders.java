package io.gatehouse.upstream;

import com.github.benmanes.caffeine.cache.Interner;
import io.gatehouse.assertion.Asserted;
import io.gatehouse.assertion.Assertions;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organizations;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Destination.UserFormat;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What upstreams are told of one person, made once for as long as person and configuration stay the same.
 *
 * @param organizations they were made with: who claims which e-mail domain
 * @param subject the subject alone; as qualified where it could be read as another organization's address
 * @param email null when there is none that may leave in this organization's name
 * @param assertions the same, signed
 */
record PersonHeaders(
        Organizations organizations,
        String qualified,
        String subject,
        String username,
        @Nullable String email,
        String groups,
        String roles,
        Assertions.Of assertions) {

    /** Lists that many people have alike. */
    private static final Interner<String> SHARED = Interner.newWeakInterner();

    /** In characters of a JWT's claims; base64 makes a third more of them, and servers take 8 KB of headers. */
    private static final int MOST_ASSERTED = 2_048;

    private static final int GROUP_SEPARATORS = 3;

    static final String USER = "X-Forwarded-User";
    static final String USERNAME = "X-Forwarded-Preferred-Username";
    static final String EMAIL = "X-Forwarded-Email";
    static final String GROUPS = "X-Forwarded-Groups";
    static final String ROLES = "X-Forwarded-Roles";

    /** An address that another organization claims stands in no header that an upstream could know a person by. */
    static PersonHeaders of(Identity person, String session, Organizations organizations, Assertions assertions) {
        Claims claims = person.claims();
        String subject = HeaderValue.of(claims.subject());
        String qualified = person.organization() + ":" + subject;
        return new PersonHeaders(
                organizations,
                qualified,
                maySay(claims.subject(), person, organizations) ? subject : qualified,
                maySay(claims.username(), person, organizations) ? HeaderValue.of(claims.username()) : subject,
                claims.email()
                        .map(EmailAddress::value)
                        .filter(email -> maySay(email, person, organizations))
                        .orElse(null),
                SHARED.intern(HeaderValue.list(claims.groups())),
                SHARED.intern(HeaderValue.list(person.roles())),
                assertions.of(asserted(person, session, organizations)));
    }

    void write(BiConsumer<String, String> headers, Destination.Upstream upstream, String route) {
        String user = upstream.userFormat() == UserFormat.SUBJECT ? subject : qualified;
        headers.accept(USER, user);
        headers.accept(USERNAME, username);
        if (email != null) {
            headers.accept(EMAIL, email);
        }
        headers.accept(GROUPS, groups);
        headers.accept(ROLES, roles);
        if (upstream.assertion()) {
            headers.accept(Assertions.HEADER, assertions.asserted(route, user));
        }
    }

    /** Beside the headers, for which it must leave room. */
    private static Asserted asserted(Identity person, String session, Organizations organizations) {
        Claims claims = person.claims();
        int length = claims.groups().stream()
                .mapToInt(group -> group.length() + GROUP_SEPARATORS)
                .sum();
        boolean tooMany = length > MOST_ASSERTED;
        return new Asserted(
                person.organization(),
                SessionDigest.of(session),
                maySay(claims.username(), person, organizations) ? claims.username() : claims.subject(),
                claims.email().map(EmailAddress::value).filter(email -> maySay(email, person, organizations)),
                claims.emailVerified(),
                tooMany ? List.of() : claims.groups(),
                tooMany || claims.groupsWithheld(),
                person.roles());
    }

    private static boolean maySay(String text, Identity person, Organizations organizations) {
        return !organizations.isClaimedByAnother(text, person.organization());
    }
}

package io.gatehouse.console.role;

import io.gatehouse.audit.OneLine;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.PersonId;
import io.gatehouse.session.living.LivingSessions;
import io.gatehouse.session.living.LivingSessions.Living;
import io.gatehouse.session.store.SessionIndex.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** What people who are signed in would become: of the latest sessions only, so that it costs the same for any number. */
final class Preview {

    private static final int MOST_SESSIONS = 50;
    private static final int MOST_GROUPS = 12;
    private static final int LONGEST = 100;

    private final LivingSessions sessions;

    Preview(LivingSessions sessions) {
        this.sessions = sessions;
    }

    /** A row for each person, with the roles that they have now and would have then. */
    Mono<List<Map<String, Object>>> of(Organization now, Organization then) {
        return sessions.of(now, Position.FIRST, MOST_SESSIONS).map(shown -> people(shown.sessions()).values().stream()
                .map(person -> row(person, now, then))
                .toList());
    }

    private static Map<PersonId, Identity> people(List<Living> sessions) {
        Map<PersonId, Identity> people = new LinkedHashMap<>();
        sessions.forEach(living -> {
            Identity identity = living.session().identity();
            people.putIfAbsent(identity.claims().person(), identity);
        });
        return people;
    }

    private static Map<String, Object> row(Identity identity, Organization now, Organization then) {
        Claims person = identity.claims();
        String before = roles(Identity.of(now, person, identity.standing()));
        String after = roles(Identity.of(then, person, identity.standing()));
        String more = person.groups().size() > MOST_GROUPS
                ? " … and " + (person.groups().size() - MOST_GROUPS) + " more"
                : "";
        return Map.of(
                "name",
                OneLine.of(person.username(), LONGEST),
                "groups",
                person.groups().stream()
                                .limit(MOST_GROUPS)
                                .map(group -> OneLine.of(group, LONGEST))
                                .collect(Collectors.joining(", "))
                        + more,
                "before",
                before,
                "after",
                after,
                "changes",
                !before.equals(after));
    }

    private static String roles(Identity identity) {
        return identity.roles().isEmpty() ? "none: does not get in" : String.join(", ", identity.roles());
    }
}

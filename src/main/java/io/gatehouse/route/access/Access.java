package io.gatehouse.route.access;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may take a route, or a part of it. */
public sealed interface Access {

    /** Strangers too. */
    record Anyone() implements Access {}

    /** Whoever has signed in and holds any role. */
    record Members() implements Access {}

    /** Members who meet one of these. */
    record MembersWith(List<Requirement> either) implements Access {
        public MembersWith {
            either = List.copyOf(either);
        }
    }

    /** Nobody, whoever they are: it is not served. */
    record Nobody() implements Access {}

    /** Members who hold one of these roles. */
    static Access roles(Set<String> roles) {
        return new MembersWith(List.of(new Requirement(roles, Set.of(), Set.of(), Map.of())));
    }
}

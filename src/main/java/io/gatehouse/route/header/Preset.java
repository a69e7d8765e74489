package io.gatehouse.route.header;

import io.gatehouse.route.header.Fact.Known;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sets of headers that upstreams read already. No client can send any of these names, on no route and in no spelling. */
public enum Preset {
    OAUTH2_PROXY("X-Forwarded-User", "X-Forwarded-Preferred-Username", "X-Forwarded-Email", "X-Forwarded-Groups"),
    /** As Authelia has them; its user is the name to sign in with, which is given to others, and ours is never. */
    REMOTE_USER("Remote-User", "Remote-Name", "Remote-Email", "Remote-Groups"),
    /** As oauth2-proxy answers nginx. */
    X_AUTH_REQUEST(
            "X-Auth-Request-User",
            "X-Auth-Request-Preferred-Username",
            "X-Auth-Request-Email",
            "X-Auth-Request-Groups"),
    /** Nothing of the person. */
    NONE;

    @SuppressWarnings("ImmutableEnumChecker") // filled here alone
    private final Map<String, Fact> headers = new LinkedHashMap<>();

    /** The last two are ours, and have one name whatever the others are called. */
    Preset(String user, String name, String email, String groups) {
        headers.put(user, Known.USER);
        headers.put(name, name.endsWith("-Username") ? Known.USERNAME : Known.NAME);
        headers.put(email, Known.EMAIL);
        headers.put(groups, Known.GROUPS);
        headers.put("X-Forwarded-Roles", Known.ROLES);
        headers.put("X-Forwarded-Organization", Known.ORGANIZATION);
    }

    Preset() {
        headers.put("X-Forwarded-Organization", Known.ORGANIZATION);
    }

    /** What each header says. */
    public Map<String, Fact> headers() {
        return Collections.unmodifiableMap(headers);
    }
}

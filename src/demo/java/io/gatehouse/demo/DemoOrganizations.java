package io.gatehouse.demo;

import java.util.List;
import java.util.Optional;

/** Who takes part in the demo; {@code config/organizations} names the same clients, ports and groups. */
public final class DemoOrganizations {

    public static final DemoOrganization ACME = new DemoOrganization(
            "acme",
            "Acme",
            "#2456d6",
            7101,
            "gatehouse-acme",
            "demo-acme-secret",
            List.of(
                    user("alice", "Alice Adams", "alice@acme.com", "platform-team", "engineering"),
                    user("bob", "Bob Brown", "bob@acme.com", "engineering"),
                    user("carol", "Carol Clark", "carol@acme.com", "contractors")));

    public static final DemoOrganization GLOBEX = new DemoOrganization(
            "globex",
            "Globex",
            "#17734a",
            7102,
            "gatehouse-globex",
            "demo-globex-secret",
            List.of(
                    user("hank", "Hank Scorpio", "hank@globex.com", "leadership"),
                    user("mona", "Mona Mills", "mona@globex.com", "research")));

    public static final List<DemoOrganization> ALL = List.of(ACME, GLOBEX);

    public static final int PORTAL_PORT = 7107;

    private DemoOrganizations() {}

    static Optional<DemoOrganization> find(String name) {
        return ALL.stream()
                .filter(organization -> organization.name().equals(name))
                .findFirst();
    }

    private static DemoUser user(String username, String name, String email, String... groups) {
        return new DemoUser(username, name, email, true, List.of(groups));
    }
}

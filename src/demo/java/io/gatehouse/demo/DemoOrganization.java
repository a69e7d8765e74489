package io.gatehouse.demo;

import io.gatehouse.demo.DemoIdentityProvider.Options;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One organization of the demo: its people, and the client its identity provider has registered for the gateway. */
public record DemoOrganization(
        String name,
        String displayName,
        String accent,
        int port,
        String clientId,
        String clientSecret,
        List<DemoUser> users) {

    public DemoOrganization {
        users = List.copyOf(users);
    }

    public URI issuer() {
        return URI.create("http://localhost:" + port);
    }

    public URI redirectUri(URI publicUrl) {
        return publicUrl.resolve("/organizations/" + name + "/oidc/consume");
    }

    public URI postLogoutRedirectUri(URI publicUrl) {
        return publicUrl.resolve("/organizations/" + name + "/signed-out");
    }

    public URI portal(URI publicUrl) {
        return publicUrl.resolve("/" + name + "/portal/");
    }

    /** What starts this organization's identity provider. */
    public Options identityProvider() {
        return new Options(
                port,
                "http://localhost:{port}",
                displayName,
                accent,
                clientId,
                clientSecret,
                users,
                isRegistered("/oidc/consume"),
                isRegistered("/signed-out"));
    }

    /** Any gateway on this machine and any organization of it, so that a newcomer can add one and sign in. */
    private static Predicate<String> isRegistered(String page) {
        return Pattern.compile("http://([a-z0-9-]+\\.)?localhost:\\d+/organizations/[a-z0-9-]+" + page)
                .asMatchPredicate();
    }
}

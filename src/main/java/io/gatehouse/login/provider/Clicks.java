package io.gatehouse.login.provider;

import io.gatehouse.organization.provider.Issuer;
import java.util.List;

/** What to click at an identity provider to register the gateway there, in the words of its own pages. */
public final class Clicks {

    private Clicks() {}

    public static List<String> at(Issuer.Provider provider) {
        return switch (provider) {
            case ENTRA ->
                List.of(
                        "entra.microsoft.com, App registrations, New registration: this directory only, platform Web",
                        "Certificates & secrets, New client secret: its Value (not its ID) is the client secret",
                        "App roles: create them; Enterprise applications, Users and groups: give them to people");
            case OKTA ->
                List.of(
                        "Applications, Create App Integration: OIDC - OpenID Connect, Web Application",
                        "Assignments: the groups whose people may sign in",
                        "Sign On, OpenID Connect ID Token: groups claim filter “groups”, matches regex .*");
            case GOOGLE ->
                List.of(
                        "console.cloud.google.com, Google Auth Platform, Clients, Create client: Web application",
                        "Audience: Internal; and the Workspace's domain is needed here, or nobody can sign in",
                        "Google sends no groups: grant roles here by another claim, or only the default one");
            case AUTH0 ->
                List.of(
                        "Applications, Create Application: Regular Web Application",
                        "Settings: the redirect URI goes into Allowed Callback URLs",
                        "Actions, Triggers, post-login: add the groups as a claim such as https://acme.com/groups");
            case KEYCLOAK ->
                List.of(
                        "The realm, Clients, Create client: OpenID Connect, Client authentication on",
                        "Credentials: the client secret",
                        "Client scopes, the dedicated one, Add mapper, Group Membership: claim “groups”, Full group path off");
            case OTHER ->
                List.of(
                        "Register a confidential web client for the authorization code flow",
                        "Allow it the scopes openid, profile and email",
                        "Have the person's groups put into the ID token, as a claim “groups”");
        };
    }
}

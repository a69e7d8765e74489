package io.gatehouse.login.fault;

import io.gatehouse.organization.provider.Issuer;
import java.util.Optional;

/** Where to click: a fault's mending in the words that stand on the pages of one provider's portal. */
final class Portal {

    private Portal() {}

    /** Empty where a provider has no words of its own. */
    static Optional<String> words(Issuer.Provider provider, Fault fault) {
        String words =
                switch (provider) {
                    case ENTRA -> entra(fault);
                    case OKTA -> okta(fault);
                    case GOOGLE -> google(fault);
                    case AUTH0 -> auth0(fault);
                    case KEYCLOAK -> keycloak(fault);
                    case OTHER -> "";
                };
        return Optional.of(words).filter(found -> !found.isEmpty());
    }

    private static String entra(Fault fault) {
        return switch (fault) {
            case WRONG_SECRET ->
                "Certificates & secrets: copy the column Value, not Secret ID; hidden by now? New client secret";
            case SECRET_ID_PASTED -> "Certificates & secrets: copy the column Value, not Secret ID";
            case SECRET_EXPIRED ->
                "Certificates & secrets, New client secret: copy its Value, and note the day in Expires";
            case UNKNOWN_CLIENT ->
                "Overview: copy Application (client) ID; the issuer must have this application's Directory (tenant) ID";
            case WRONG_CLIENT_AUTHENTICATION ->
                "Authentication: the platform must be Web, and not Single-page or Mobile and desktop";
            case REDIRECT_MISMATCH -> "Authentication, Web, Redirect URIs: the one that ./gateway check prints";
            case NOT_ASSIGNED -> "Enterprise applications, the application, Users and groups, Add user/group";
            case CONSENT_MISSING -> "API permissions, Grant admin consent";
            case SCOPE_REFUSED -> "API permissions: only scopes that stand there, such as openid, profile, email";
            case WRONG_ISSUER ->
                "https://login.microsoftonline.com/ with Directory (tenant) ID and /v2.0, or the tenant ID alone";
            case WRONG_AUDIENCE -> "Overview: copy Application (client) ID, and not Object ID";
            case ACCESS_DENIED -> "Sign-in logs: the person cancelled, or Conditional Access refused";
            case PROVIDER_ERROR -> "an outage at Microsoft: wait, and look at status.entra.microsoft.com";
            case NOT_METADATA -> "there is no such directory: Overview, copy Directory (tenant) ID";
            case WRONG_KEY ->
                "Certificates & secrets, Certificates: upload the certificate that stands behind the private key";
            case GROUPS_WITHHELD ->
                "Token configuration, Edit groups claim: Groups assigned to the application; or App roles and claim: roles";
            case GRAPH_REFUSED ->
                "API permissions, Microsoft Graph, Delegated: User.Read, GroupMember.Read.All, Grant admin consent; and in scopes";
            case ACCESS_TOKEN_UNREADABLE -> "leave claims-from out: app roles and groups stand in the ID token";
            default -> "";
        };
    }

    private static String okta(Fault fault) {
        return switch (fault) {
            case WRONG_SECRET ->
                "General, Client Credentials, Client secrets: copy the secret again; it must be Active";
            case UNKNOWN_CLIENT -> "General, Client Credentials: copy Client ID; the issuer must be this very Okta";
            case WRONG_CLIENT_AUTHENTICATION ->
                "General, Client Credentials, Client authentication: Client secret, and not Public key / Private key";
            case WRONG_KEY -> "General, Client authentication: Public key / Private key, and add the public key";
            case FLOW_NOT_ALLOWED -> "General, Grant type: Authorization Code";
            case REDIRECT_MISMATCH -> "General, Sign-in redirect URIs: the one that ./gateway check prints";
            case NOT_ASSIGNED ->
                "Assignments, Assign; on a custom authorization server also Access Policies: one must allow this application";
            case CONSENT_MISSING -> "Grants: grant the scopes; or General, User consent: not required";
            case SCOPE_REFUSED ->
                "a custom authorization server knows only what stands under Scopes: leave groups out of scopes";
            case WRONG_ISSUER ->
                "Sign On, OpenID Connect ID Token, Issuer: must be the same as issuer here, not Dynamic";
            case WRONG_AUDIENCE -> "General, Client Credentials: copy Client ID again";
            case ACCESS_DENIED -> "Reports, System Log: the person cancelled, or a policy refused";
            case PROVIDER_ERROR -> "an outage at Okta: wait, and look at status.okta.com";
            case NOT_METADATA ->
                "Security, API, Authorization Servers: copy Issuer URI; or https:// and your Okta domain";
            default -> "";
        };
    }

    private static String google(Fault fault) {
        return switch (fault) {
            case WRONG_SECRET -> "Google Auth Platform, Clients, the client: copy Client secret again, or Add secret";
            case UNKNOWN_CLIENT -> "Google Auth Platform, Clients: copy Client ID; was the client deleted?";
            case WRONG_CLIENT_AUTHENTICATION -> "Google Auth Platform, Clients: the client must be a Web application";
            case REDIRECT_MISMATCH -> "Clients, Authorized redirect URIs: the one that ./gateway check prints";
            case NOT_ASSIGNED -> "Audience: Internal lets in your Workspace only; External in testing, Test users only";
            case CONSENT_MISSING ->
                "admin.google.com, Security, API controls, App access control: trust the application";
            case WRONG_ISSUER, NOT_METADATA -> "the issuer is https://accounts.google.com";
            case WRONG_AUDIENCE -> "Google Auth Platform, Clients: copy Client ID again";
            default -> "";
        };
    }

    private static String auth0(Fault fault) {
        return switch (fault) {
            case WRONG_SECRET ->
                "Applications, the application, Settings: copy Client Secret again, and Client ID with it";
            case UNKNOWN_CLIENT -> "Settings: copy Client ID; the issuer must be this tenant's Domain";
            case WRONG_CLIENT_AUTHENTICATION -> "Credentials, Authentication Method: Client Secret (Basic) or (Post)";
            case WRONG_KEY -> "Credentials, Authentication Method: Private Key JWT, with this public key";
            case FLOW_NOT_ALLOWED -> "Settings, Advanced Settings, Grant Types: Authorization Code";
            case REDIRECT_MISMATCH -> "Settings, Allowed Callback URLs: the one that ./gateway check prints";
            case NOT_ASSIGNED -> "Organizations, Members: add the person; or the Action that refused";
            case CONSENT_MISSING -> "APIs, the API, Settings: Allow Skipping User Consent";
            case WRONG_ISSUER, NOT_METADATA ->
                "https:// and Settings, Domain, or your custom domain, with a slash at the end";
            case WRONG_AUDIENCE ->
                "Settings: copy Client ID; audience under authorization-parameters must be an API's Identifier";
            case BAD_SIGNATURE -> "Settings, Advanced Settings, OAuth, JSON Web Token Signature Algorithm: RS256";
            case ACCESS_DENIED -> "Monitoring, Logs: the person cancelled, is blocked, or an Action refused";
            default -> "";
        };
    }

    private static String keycloak(Fault fault) {
        return switch (fault) {
            case WRONG_SECRET -> "Clients, the client, Credentials: copy Client Secret again";
            case SECRET_EXPIRED -> "Clients, the client, Credentials, Regenerate: copy the new Client Secret";
            case UNKNOWN_CLIENT ->
                "Clients: copy Client ID; it must be Enabled, and in the realm that the issuer names";
            case WRONG_CLIENT_AUTHENTICATION ->
                "Settings, Client authentication: On; Credentials, Client Authenticator: Client Id and Secret";
            case FLOW_NOT_ALLOWED -> "Settings, Authentication flow: Standard flow";
            case REDIRECT_MISMATCH -> "Settings, Valid redirect URIs: the one that ./gateway check prints";
            case NOT_ASSIGNED -> "Users, the person: the role or group that your authentication flow asks for";
            case CONSENT_MISSING -> "Settings, Consent required: Off";
            case SCOPE_REFUSED -> "Client scopes: add the scope there, or leave it out of scopes";
            case WRONG_ISSUER -> "Keycloak names itself by its options hostname and proxy-headers: set them, or issuer";
            case WRONG_AUDIENCE -> "Clients: copy Client ID again; the audience mapper must not replace it";
            case BAD_SIGNATURE -> "Advanced, ID token signature algorithm: RS256 or ES256; Realm settings, Keys";
            case INVALID_GRANT ->
                "too old or used twice: start again; always: Realm settings, Sessions and Tokens, and the cluster's caches";
            case ACCESS_DENIED -> "Realm settings, Events, Save events: the person cancelled, or the flow refused";
            case WRONG_KEY ->
                "Credentials, Client Authenticator: Signed JWT; Keys: import its certificate or public key";
            case ACCESS_TOKEN_UNREADABLE ->
                "Client scopes, roles, Mappers: Add to ID token; or Add to access token, and a signature of RS256 or ES256";
            case NOT_METADATA -> "https://host/realms/ and the realm's name; before Keycloak 17 with /auth in front";
            default -> "";
        };
    }
}

package io.gatehouse.journey;

import io.gatehouse.journey.DocumentedProvider.Person;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.journey.SimulatedInternet.Answer;
import io.gatehouse.journey.SimulatedInternet.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** A gateway with an organization at each kind of identity provider, all of them under their real names. */
final class ConventionsWorld implements AutoCloseable {

    static final String TENANT = "8b87af7d-8647-4dc7-8df4-5f69a2011bb5";
    static final String OTHER_TENANT = "0b2f5ad4-3f0e-4d5e-8a6a-5c1d2e3f4a5b";
    static final String LOGIN = "login.microsoftonline.com";
    static final String KEYCLOAK = "https://sso.acme.com/realms/staff";

    private static final String GRAPH = "graph.microsoft.com";
    private static final List<String> HOSTS = List.of(
            LOGIN,
            "login.microsoftonline.us",
            "contoso.ciamlogin.com",
            GRAPH,
            "graph.microsoft.us",
            "acme.okta.com",
            "accounts.google.com",
            "oauth2.googleapis.com",
            "www.googleapis.com",
            "openidconnect.googleapis.com",
            "acme.eu.auth0.com",
            "sso.acme.com");

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, DocumentedProvider> providers = new LinkedHashMap<>();
    private final Path config;
    final SimulatedInternet internet;
    final RunningGateway gateway;
    final LogWatch log;

    private ConventionsWorld(Path directory) throws IOException {
        config = Files.createDirectories(directory.resolve("config"));
        internet = SimulatedInternet.start(directory, HOSTS);
        HOSTS.forEach(host -> internet.put(host, this::answer));
        write("gateway.yaml", "gateway: {egress: " + internet.egress() + "}\n");
        write(
                "routes.yaml",
                "routes: {portal: {path: '/{organization}/portal/**', upstream: 'http://127.0.0.1:1', access: members}}\n");
        microsoft();
        others(directory);
        int port = RedisServer.freePort();
        gateway = RunningGateway.start(config, port, port);
        log = LogWatch.begin();
    }

    static ConventionsWorld start(Path directory) {
        try {
            return new ConventionsWorld(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void microsoft() {
        Certificate key = internet.certificate();
        DocumentedProvider entra = entra(LOGIN, GRAPH, TENANT, "https://" + LOGIN + "/" + TENANT + "/v2.0")
                .knowing(ClientCheck.of(key.certificate()));
        organization("entra", entra, "issuer: " + TENANT, "");
        organization(
                "entra-metadata",
                entra,
                "issuer: " + LOGIN + "/" + TENANT + "/v2.0/.well-known/openid-configuration",
                "");
        organization("entra-key", entra, "issuer: " + TENANT + "\n  private-key: file:" + pem(key), "");
        organization("entra-default", entra, "issuer: " + TENANT + "\n  group-overage: default-role", "");
        organization(
                "entra-graph",
                entra,
                "issuer: " + TENANT
                        + "\n  group-overage: graph\n  scopes: [openid, profile, email, GroupMember.Read.All]",
                "");
        organization(
                "entra-v1",
                DocumentedProvider.entraV1(TENANT),
                "issuer: https://" + LOGIN + "/" + TENANT + "/.well-known/openid-configuration",
                "");
        organization(
                "entra-domain",
                entra(LOGIN, GRAPH, "contoso.com", "https://" + LOGIN + "/" + TENANT + "/v2.0"),
                "issuer: https://" + LOGIN + "/contoso.com/v2.0/",
                "");
        organization(
                "entra-many",
                entra(LOGIN, GRAPH, "organizations", "https://" + LOGIN + "/{tenantid}/v2.0"),
                "issuer: https://" + LOGIN + "/organizations/v2.0\n  allowed-tenants: [" + TENANT.toUpperCase() + "]",
                "");
        organization(
                "entra-us",
                entra(
                        "login.microsoftonline.us",
                        "graph.microsoft.us",
                        TENANT,
                        "https://login.microsoftonline.us/" + TENANT + "/v2.0"),
                "issuer: https://login.microsoftonline.us/" + TENANT + "/v2.0\n  group-overage: graph",
                "");
        organization(
                "entra-customers",
                entra(
                        "contoso.ciamlogin.com",
                        GRAPH,
                        TENANT,
                        "https://" + TENANT + ".ciamlogin.com/" + TENANT + "/v2.0"),
                "issuer: https://contoso.ciamlogin.com/" + TENANT + "/v2.0",
                "");
    }

    private void others(Path directory) {
        organization("okta", DocumentedProvider.okta("https://acme.okta.com"), "issuer: acme.okta.com", "");
        organization(
                "okta-custom",
                DocumentedProvider.okta("https://acme.okta.com/oauth2/default"),
                "issuer: https://acme.okta.com/oauth2/default",
                "");
        organization(
                "google",
                DocumentedProvider.google(),
                "issuer: https://accounts.google.com\n  hosted-domains: [acme.com]",
                "");
        KeyPair key = keyPair();
        DocumentedProvider auth0 =
                DocumentedProvider.auth0("acme.eu.auth0.com").knowing(ClientCheck.of(key.getPublic()));
        organization("auth0", auth0, "issuer: acme.eu.auth0.com", "claim: '[\"https://acme.com/groups\"]', ");
        organization("auth0-key", auth0, "issuer: acme.eu.auth0.com/\n  private-key: file:" + pem(directory, key), "");
        DocumentedProvider keycloak = DocumentedProvider.keycloak(KEYCLOAK);
        organization("keycloak", keycloak, "issuer: " + KEYCLOAK, "claim: realm_access.roles, ");
        organization(
                "keycloak-access",
                keycloak,
                "issuer: " + KEYCLOAK + "\n  claims-from: access-token",
                "claim: realm_access.roles, ");
    }

    private DocumentedProvider entra(String host, String graph, String tenant, String issuer) {
        return DocumentedProvider.entra(host, graph, tenant, issuer);
    }

    /** @param roles what stands in front of the grants */
    private void organization(String name, DocumentedProvider provider, String identityProvider, String roles) {
        providers.put(name, provider);
        boolean key = identityProvider.contains("private-key");
        write("organizations/" + name + ".yaml", """
                admins: [root@acme.com]
                identity-provider:
                  client-id: %s
                %s  %s
                roles: {%sgrant: {developer: [engineering, 00000000-0000-4000-8000-000000000003]}}
                """.formatted(
                        DocumentedProvider.CLIENT,
                        key ? "" : "  client-secret: " + DocumentedProvider.SECRET + "\n",
                        identityProvider,
                        roles));
    }

    private Answer answer(Call call) {
        if (call.address().getPath().startsWith("/v1.0/")) {
            return providers.values().stream()
                    .map(provider -> provider.graph(call))
                    .filter(answer -> answer.status() != 401)
                    .findFirst()
                    .orElse(new Answer(401, "{}"));
        }
        return providers.values().stream()
                .flatMap(provider -> provider.answer(call).stream())
                .min((one, two) -> Integer.compare(one.status(), two.status()))
                .orElse(new Answer(404, "{}"));
    }

    DocumentedProvider provider(String organization) {
        return providers.get(organization);
    }

    /** Where the gateway sends a stranger of this organization. */
    String redirect(HttpBrowser browser, String organization) {
        Page page = browser.get(gateway.url("/" + organization + "/portal/"));
        return page.header("Location").orElseThrow(() -> new AssertionError(page));
    }

    /** What the gateway answers when this person comes back from the identity provider: one hop. */
    Page signIn(HttpBrowser browser, String organization, Person person) {
        return browser.get(provider(organization).signIn(redirect(browser, organization), person));
    }

    /** What the gateway then knows of the person. */
    Map<?, ?> whoami(String organization, Person person) {
        HttpBrowser browser = new HttpBrowser();
        Page back = signIn(browser, organization, person);
        if (back.status() != 302) {
            throw new AssertionError(back.body() + "\n" + String.join("\n", log.lines()));
        }
        return JSON.readValue(
                browser.fetch(gateway.url("/organizations/" + organization + "/whoami"))
                        .body(),
                Map.class);
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** As OpenSSL writes it, the public key behind the private one. */
    private static Path pem(Path directory, KeyPair key) {
        Base64.Encoder base64 = Base64.getMimeEncoder();
        try {
            return Files.writeString(directory.resolve("ec.pem"), """
                    -----BEGIN PRIVATE KEY-----
                    %s
                    -----END PRIVATE KEY-----
                    -----BEGIN PUBLIC KEY-----
                    %s
                    -----END PUBLIC KEY-----
                    """.formatted(
                            base64.encodeToString(key.getPrivate().getEncoded()),
                            base64.encodeToString(key.getPublic().getEncoded())));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path pem(Certificate certificate) {
        try {
            return Files.writeString(
                    certificate.key().resolveSibling(certificate.key().getFileName() + ".pem"),
                    Files.readString(certificate.key()) + Files.readString(certificate.certificate()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void write(String file, String text) {
        try {
            Path path = config.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Optional<URI> asked(String host) {
        return internet.calls(host).stream().map(Call::address).reduce((one, two) -> two);
    }

    @Override
    public void close() {
        gateway.close();
        internet.close();
        LogWatch.assertNoLeaks();
    }
}

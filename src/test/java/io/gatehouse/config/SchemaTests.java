package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the schemas that editors use to what the reader accepts. */
class SchemaTests {

    private static final Path SCHEMAS = Path.of("config/schema");
    private static final Pattern ONE_OF = Pattern.compile("unknown key \\(expected: (?:one of )?([^;)]*)");

    /** As YAML 1.2 and editors have it: {@code off} is a text. */
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .build());

    @TempDir
    Path directory;

    ConfigFolder config;

    @BeforeEach
    void anEmptyFolder() {
        config = new ConfigFolder(directory);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateway.yaml            | gateway: {zzz: 1}            | gateway      | /properties/gateway",
                "gateway.yaml            | gateway: {egress: {zzz: 1}}  | gateway      | /properties/gateway/properties/egress",
                "gateway.yaml            | gateway: {sessions: {zzz: 1}} | gateway     | /properties/gateway/properties/sessions",
                "routes.yaml             | zzz: 1                       | routes       | ''",
                "routes.yaml             | routes: {a: {zzz: 1}}        | routes       | /$defs/route",
                "routes.yaml             | routes: {a: {bearer: {zzz: 1}}} | routes    | /$defs/route/properties/bearer",
                "routes.yaml             | routes: {a: {rules: [{zzz: 1, allow: admin}]}} | routes | /$defs/rule",
                "routes.yaml             | routes: {a: {access: {zzz: 1}}} | routes    | /$defs/requirement",
                "organizations/acme.yaml | zzz: 1                       | organization | ''",
                "organizations/acme.yaml | identity-provider: {zzz: 1}  | organization | /properties/identity-provider",
                "organizations/acme.yaml | identity-providers: {a: {zzz: 1}} | organization |"
                        + " /properties/identity-providers/additionalProperties",
                "organizations/acme.yaml | members: {zzz: 1}            | organization | /properties/members",
                "organizations/acme.yaml | roles: {zzz: 1}              | organization | /properties/roles",
                "organizations/acme.yaml | sessions: {zzz: 1}           | organization | /properties/sessions",
            })
    void theSchemaHasTheReadersKeysEachWithADescription(String file, String yaml, String schema, String section)
            throws IOException {
        config.with(file, yaml);
        Matcher expected = ONE_OF.matcher(String.join("\n", config.problems()));
        assertThat(expected.find()).isTrue();
        JsonNode properties =
                new ObjectMapper().readTree(file(schema).toFile()).at(section).get("properties");

        List<String> keys = new ArrayList<>();
        properties.fieldNames().forEachRemaining(keys::add);

        assertThat(keys).containsExactlyInAnyOrder(expected.group(1).split(", "));
        assertThat(properties)
                .allMatch(property -> !property.at("/description").asText().isBlank());
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.yaml, gateway",
        "routes.yaml, routes",
        "organizations/acme.yaml, organization",
        "organizations/globex.yaml, organization",
        "examples/production/gateway.yaml, gateway",
        "examples/production/routes.yaml, routes",
        "examples/production/organizations/acme.yaml, organization",
        "examples/production/organizations/globex.yaml, organization"
    })
    void whatIsCommittedIsValidAndNamesItsSchema(String file, String schema) throws IOException {
        Path path = Path.of("config", file);

        assertThat(refusals(schema, Files.readString(path))).isEmpty();
        String reference = Files.readAllLines(path).get(0).replace("# yaml-language-server: $schema=", "");
        assertThat(path.resolveSibling(reference).normalize()).isEqualTo(file(schema));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "routes: {portal: {path: '/{organization}', upstream: 'https://a'}}",
                "routes: {portal: {path: '/{organization}/a/b.c/**', upstream: 'http://a:1/', access: 'admin, finance'}}",
                "routes: {portal: {path: '/{organization}/**', upstream: '${UP:http://a:1}', access: [admin, finance]}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', access: [anyone], user: subject}}",
                "routes: {wiki: {path: '/{organization}/wiki/**', upstream: forward-auth, access: anyone, user: subject, assertion: false}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', strip-prefix: true, filters: SetPath=/a}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', bearer: {audience: 'api://a'}}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', relay: access-token}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', relay: access-token in X-Forwarded-Access-Token}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', bearer: {audience: [a, 'b/{organization}']}}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', identity-headers: remote-user, groups: all}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', header-budget: 16KB, headers: {X-A: user}}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', headers: {X-A: claims.a.b, X-Forwarded-Groups: none}}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', headers: {X-A: 'claims.[\"https://a/b\"]'}}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', filters: [RemoveResponseHeader=X-A, 'AddRequestHeader=a, b']}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', access: nobody, rules: [{path: /, allow: anyone}, {path: /a.b/**, allow: [members]}]}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', rules: {methods: GET, allow: 'admin, finance'}}}",
                "routes: {portal: {path: '/{organization}/**', upstream: 'http://a', rules: [{path: '/*/b', methods: [POST, PUT],"
                        + " allow: [admin, {groups: [a, 7], email-domains: acme.com, claims: {a.b: x}}]}]}}",
            })
    void bothAcceptTheseRoutes(String yaml) {
        config.with("organizations/acme.yaml", "roles: {grant: {finance: a}}").with("routes.yaml", yaml);

        assertThat(config.problems()).isEmpty();
        assertThat(refusals("routes", yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "routes: []",
                "route: {}",
                "routes: {A: {path: '/{organization}', upstream: 'https://a'}}",
                "routes: {a: }",
                "routes: {a: {upstream: 'https://a'}}",
                "routes: {a: {path: '/{organization}'}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a/b'}}",
                "routes: {a: {path: '/{organization}', upstream: a}}",
                "routes: {a: {path: '/{organization}', upstream: 'forward-auth:'}}",
                "routes: {a: {path: '/{organization}/**', upstream: forward-auth, strip-prefix: true}}",
                "routes: {a: {path: '/{organization}/**', upstream: forward-auth, filters: SetPath=/a}}",
                "routes: {a: {path: '/{organization}/**', upstream: forward-auth, tls: {ca-file: a}}}",
                "routes: {a: {path: '/{organization}/', upstream: 'https://a'}}",
                "routes: {a: {path: '/{organization}/../b', upstream: 'https://a'}}",
                "routes: {a: {path: '/a/{organization}', upstream: 'https://a'}}",
                "routes: {a: {path: '/{organization}/a b', upstream: 'https://a'}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', access: }}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', access: []}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', access: Admin}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', access: none}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', access: {}}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', access: {groups: []}}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', access: {email-domains: Acme.com}}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', access: {claims: {}}}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', access: [nobody, {groups: a}]}}",
                "routes: {a: {path: '/{organization}/**', upstream: 'https://a', rules: [a]}}",
                "routes: {a: {path: '/{organization}/**', upstream: 'https://a', rules: [{allow: admin}]}}",
                "routes: {a: {path: '/{organization}/**', upstream: 'https://a', rules: [{path: /a}]}}",
                "routes: {a: {path: '/{organization}/**', upstream: 'https://a', rules: [{path: /a/, allow: admin}]}}",
                "routes: {a: {path: '/{organization}/**', upstream: 'https://a', rules: [{path: /a*, allow: admin}]}}",
                "routes: {a: {path: '/{organization}/**', upstream: 'https://a', rules: [{path: /../a, allow: admin}]}}",
                "routes: {a: {path: '/{organization}/**', upstream: 'https://a', rules: [{methods: get, allow: admin}]}}",
                "routes: {a: {path: '/{organization}/**', upstream: 'https://a', rules: [{methods: [], allow: admin}]}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', access: 'anyone, admin'}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', access: [members, admin]}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', user: root}}",
                "routes: {a: {path: '/{organization}/**', upstream: 'https://a', strip-prefix: yes}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', filters: [Proxy]}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', filters: ['SetPath=#{x}']}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', tls: {ca: x}}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', identity-headers: authelia}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', groups: some}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', header-budget: 6}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', header-budget: 17KB}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', headers: {X_A: user}}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', headers: {X-A: department}}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', headers: {X-A: claims}}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', headers: {X-A: 'claims.'}}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', headers: [X-A]}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', bearer: }}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', relay: id-token}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', relay: access-token in X-Token}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', relay: access-token in X-Forwarded-User}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', bearer: {}}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', bearer: {audience: }}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', bearer: {audience: []}}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', bearer: {audience: a, issuer: b}}}",
                "routes: {a: {path: '/{organization}', upstream: 'https://a', acess: anyone}}",
            })
    void bothRefuseTheseRoutes(String yaml) {
        config.with("organizations/acme.yaml", "").with("routes.yaml", yaml);

        assertThat(config.problems()).isNotEmpty();
        assertThat(refusals("routes", yaml)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name: 42",
                "sso: off",
                "sso: ${SSO:pilot}",
                "branding:",
                "branding: {logo: 'data:image/gif;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='}",
                "branding: {accent: '#0B5FFF', support: help@acme.com}",
                "branding: {accent: '#003366', accent-dark: '#7fb2ff', support: 'https://acme.com/help?a=b'}",
                "admins: []",
                "admins: alice@acme.com",
                "admins: [alice@acme.com, 'https://login.acme.com/#1#2']",
                "pilot: [Alice.B@acme.co.uk]",
                "members:",
                "members: {admit: invited, email-domains: [acme.com]}",
                "roles: {claim: '[\"https://acme.com/groups\"]', default: none, grant: {a: b, c_d: [e, 1001]}}",
                "sessions: {idle-timeout: 1h30m, max-age: 1d, recheck: off}",
                "upstreams: {portal: 'http://a:1'}",
                "identity-provider: {issuer: acme.okta.com, client-id: a, client-secret: b}",
                "identity-provider: {issuer: 'http://localhost:7101', client-id: a, client-secret: [b, c]}",
                "identity-provider: {issuer: 'http://127.0.0.1', client-id: a, client-secret: b, scopes: [openid]}",
                "identity-provider: {issuer: 8b87af7d-8647-4dc7-8df4-5f69a2011bb5, client-id: 12, client-secret: 34}",
                "identity-provider: {issuer: 'https://a.b/realms/c', client-id: a, client-secret: b, sign-out: here,"
                        + " authorization-parameters: {prompt: login}, client-secret-expires: 2027-03-14}",
                "identity-provider: {issuer: login.microsoftonline.com/organizations/v2.0, client-id: a, client-secret: b,"
                        + " allowed-tenants: [8B87AF7D-8647-4dc7-8df4-5f69a2011bb5], group-overage: graph}",
                "identity-provider: {issuer: accounts.google.com, client-id: a, client-secret: b, hosted-domains: acme.com}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: b, claims-from: access-token,"
                        + " allowed-tenants: [], hosted-domains: [], group-overage: default-role}",
                "identity-providers: {a: {issuer: 'https://a.b', client-id: a, client-secret: b},"
                        + " b-2: {issuer: 'https://c.d', client-id: a, client-secret: b, title: B, user: plain,"
                        + " email-domains: [b.com], vouches-for: [], roles: {claim: g, default: none, grant: {admin: x}}}}",
            })
    void bothAcceptTheseOrganizations(String yaml) {
        config.with("routes.yaml", ConfigFolder.ROUTES).with("organizations/acme.yaml", yaml);

        assertThat(config.problems()).isEmpty();
        assertThat(refusals("organization", yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme",
                "nmae: Acme",
                "name: ",
                "name: ' '",
                "name: 'It begins like any other name, and is then so long that no page has a line for all of it'",
                "name: [a]",
                "sso: on",
                "branding: {logo: ''}",
                "branding: {accent: blue}",
                "branding: {accent: }",
                "branding: {accent-dark: '#7fb2ff'}",
                "branding: {colour: '#0b5fff'}",
                "branding: {support: acme.com}",
                "branding: {support: 'http://acme.com'}",
                "branding: {support: 'javascript:alert(1)'}",
                "admins: ",
                "admins: [alice]",
                "admins: https://login.acme.com",
                "admins: https://login.acme.com#",
                "pilot: [alice@acme]",
                "hosts: [Acme.example.com]",
                "hosts: ['https://acme.example.com']",
                "members: {admit: all}",
                "members: {email-domains: [Acme.com]}",
                "members: [a]",
                "roles: {claim: }",
                "roles: {default: members}",
                "roles: {default: }",
                "roles: {grant: {anyone: a}}",
                "roles: {grant: {Admin: a}}",
                "roles: {grant: {admin: {a: b}}}",
                "sessions: {idle-timeout: 30}",
                "sessions: {max-age: ''}",
                "sessions: {recheck: never}",
                "upstreams: {portal: 'http://a/b'}",
                "identity-provider: ",
                "identity-provider: {issuer: 'https://a.b', client-id: a}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: []}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: ''}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: [a, b, c]}",
                "identity-provider: {issuer: 'http://a.b', client-id: a, client-secret: b}",
                "identity-provider: {issuer: 'http://localhost.evil.com', client-id: a, client-secret: b}",
                "identity-provider: {issuer: 'https://login.microsoftonline.com/consumers/v2.0', client-id: a, client-secret: b}",
                "identity-provider: {issuer: 'https://login.microsoftonline.com/common/v2.0', client-id: a, client-secret: b}",
                "identity-provider: {issuer: 'https://login.microsoftonline.com/common/v2.0', client-id: a, client-secret: b, allowed-tenants: []}",
                "identity-provider: {issuer: 'https://login.microsoftonline.com/common/v2.0', client-id: a, client-secret: b,"
                        + " allowed-tenants: [9188040d-6c67-4c5b-b112-36a304b66dad]}",
                "identity-provider: {issuer: 'https://accounts.google.com', client-id: a, client-secret: b}",
                "identity-provider: {issuer: accounts.google.com, client-id: a, client-secret: b, hosted-domains: []}",
                "identity-provider: {issuer: 'https://accounts.google.com', client-id: a, client-secret: b, hosted-domains: Acme.com}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: b, hosted-domains: [acme.com]}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: b, claims-from: user-info}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: b, group-overage: ignore}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: b, private-key: c}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: b, scopes: [email]}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: b, scopes: openid email}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: b, authorization-parameters: {state: a}}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: b, sign-out: there}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: b, allowed-tenants: [c]}",
                "identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: b, client-secret-expires: soon}",
                "identity-providers: ",
                "identity-providers: {}",
                "identity-providers: {A: {issuer: 'https://a.b', client-id: a, client-secret: b}}",
                "identity-providers: {a: {issuer: 'https://a.b', client-id: a}}",
                "identity-providers: {a: {issuer: 'https://a.b', client-id: a, client-secret: b, email-domains: [A.com]}}",
                "identity-providers: {a: {issuer: 'https://a.b', client-id: a, client-secret: b, user: subject}}",
                "{identity-provider: {issuer: 'https://a.b', client-id: a, client-secret: b},"
                        + " identity-providers: {a: {issuer: 'https://c.d', client-id: a, client-secret: b}}}",
                "{identity-providers: {a: {issuer: 'https://a.b', client-id: a, client-secret: b}}, roles: {grant: {admin: x}}}",
                "{identity-providers: {a: {issuer: 'https://a.b', client-id: a, client-secret: b}}, roles: {claim: g}}",
            })
    void bothRefuseTheseOrganizations(String yaml) {
        config.with("routes.yaml", ConfigFolder.ROUTES).with("organizations/acme.yaml", yaml);

        assertThat(config.problems()).isNotEmpty();
        assertThat(refusals("organization", yaml)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "server: {port: 8080}",
                "gateway: ",
                "gateway: {public-url: 'https://a.example/', trusted-proxies: [10.0.0.0/8, '::1'], forwarder: spring}",
                "gateway: {egress: {proxy: , no-proxy: [], ca-file: , allow-private: []}, secret-key: '${NOWHERE:}'}",
                "gateway: {sessions: {store: memory, idle-timeout: 5m, max-age: 1h}, console-url: }",
                "gateway: {sessions: {near-cache: 0s}}",
                "gateway: {data-directory: /var/lib/gatehouse}",
                "gateway: {sessions: {near-cache: 10s, hold-over: 0s}}",
                "gateway: {egress: {proxy: 'http://a:3128', no-proxy: .internal}}",
                "gateway: {egress: {allow-private: [10.1.0.0/16, 'fc00::/7', keycloak, .internal, 192.168.0.7]}}",
                "gateway: {egress: {allow-private: idp.internal}}",
                "gateway: {shutdown-delay: 5s}",
                "gateway: {mail: }",
                "gateway: {mail: {host: '${SMTP_HOST:}', port: , username: , password: , from: , tls: , ca-file: , per-hour: }}",
                "gateway: {mail: {host: smtp.acme.com, from: no-reply@acme.com}}",
                "gateway: {mail: {host: 'fd00::25', tls: implicit, from: 'Portal <no-reply@acme.com>', username: a, password: b}}",
                "gateway: {mail: {host: localhost, port: 1025, tls: none, from: a@b.example, per-hour: 10000}}",
                "gateway: {mail: {host: relay, tls: unprotected, from: a@b.example}}",
                "gateway: {activity: {keep: 100}}",
                "gateway: {activity: {keep: 1000000}}",
                "gateway: {access-log: off}",
                "gateway: {access-log: on}",
                "gateway: {access-log: false}",
                "gateway: {access-log: '${ACCESS_LOG:off}'}",
            })
    void bothAcceptTheseSettings(String yaml) {
        config.with("gateway.yaml", yaml);

        assertThat(config.problems()).isEmpty();
        assertThat(refusals("gateway", yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gateway: on",
                "gateway: {public-ulr: 'https://a'}",
                "gateway: {public-url: 'http://a.example'}",
                "gateway: {public-url: 'https://a.example/b'}",
                "gateway: {public-url: [a]}",
                "gateway: {trusted-proxies: [0.0.0.0/0]}",
                "gateway: {trusted-proxies: [localhost]}",
                "gateway: {egress: {prox: 'http://a'}}",
                "gateway: {egress: {proxy: a}}",
                "gateway: {egress: {allow-private: [0.0.0.0/0]}}",
                "gateway: {egress: {allow-private: [169.254.169.254]}}",
                "gateway: {egress: {allow-private: ['https://idp.internal']}}",
                "gateway: {sessions: redis}",
                "gateway: {sessions: {near-cache: 30}}",
                "gateway: {sessions: {hold-over: off}}",
                "gateway: {sessions: {store: disk}}",
                "gateway: {sessions: {max-age: 12}}",
                "gateway: {forwarder: nginx}",
                "gateway: {shutdown-delay: 5}",
                "gateway: {mail: smtp.acme.com}",
                "gateway: {mail: {host: 'smtp.acme.com:587', from: a@b.example}}",
                "gateway: {mail: {host: smtp.acme.com, from: a@b.example, tls: opportunistic}}",
                "gateway: {mail: {host: smtp.acme.com, from: 'a@b.example, c@d.example'}}",
                "gateway: {mail: {host: smtp.acme.com, from: a@b.example, port: 99999}}",
                "gateway: {mail: {host: smtp.acme.com, from: a@b.example, per-hour: 0}}",
                "gateway: {activity: {keep: 99}}",
                "gateway: {activity: {keep: 1000001}}",
                "gateway: {activity: {keep: all}}",
                "gateway: {access-log: json}",
                "gateway: {console-url: 'http://a.example'}",
                "gateway: {console-url: 'https://a.example/b'}",
            })
    void bothRefuseTheseSettings(String yaml) {
        config.with("gateway.yaml", yaml);

        assertThat(config.problems()).isNotEmpty();
        assertThat(refusals("gateway", yaml)).isNotEmpty();
    }

    private static List<?> refusals(String schema, String yaml) {
        try {
            Schema read = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(file(schema)), InputFormat.JSON);
            return read.validate(YAML.readTree(yaml.isBlank() ? "null" : yaml));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Path file(String schema) {
        return SCHEMAS.resolve(schema + ".schema.json");
    }
}

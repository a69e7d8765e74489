package io.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.audit.OneLine;
import io.gatehouse.command.OrganizationYaml.Secrets;
import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.fixture.TestKeys;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.IdentityProviders;
import io.gatehouse.organization.Membership;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.organization.SessionLimits;
import io.gatehouse.organization.Sso;
import io.gatehouse.organization.branding.Accent;
import io.gatehouse.organization.branding.Branding;
import io.gatehouse.organization.branding.Colour;
import io.gatehouse.organization.branding.Logo;
import io.gatehouse.organization.branding.Support;
import io.gatehouse.organization.client.Credential;
import io.gatehouse.organization.entra.GroupOverage;
import io.gatehouse.organization.provider.Accounts;
import io.gatehouse.organization.provider.ClaimsFrom;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read as the same organization, whatever its people have typed. */
class OrganizationYamlTests {

    private static final int MANY = 500;

    private static final String ROUTES = """
            routes:
              portal: {path: '/{organization}/portal/**', upstream: 'http://127.0.0.1:7107'}
              on: {path: '/{organization}/on/**', upstream: 'http://127.0.0.1:7107'}
            """;

    /** What YAML, the reader's placeholders or a shell would make something else of. */
    private static final List<String> TEXTS = List.of(
            "plain",
            "two words",
            " leading",
            "trailing ",
            "null",
            "~",
            "yes",
            "off",
            "0x1F",
            "007",
            "1e3",
            "1:30",
            "2027-03-14",
            "<<",
            "=",
            "-",
            "- a",
            "-a",
            "?",
            "? a",
            ": a",
            "a: b",
            "a:",
            "a #b",
            "#a",
            "&a",
            "*a",
            "!a",
            "!!binary a",
            "%a",
            "@a",
            "`a",
            "|",
            ">",
            ">-",
            "'",
            "''",
            "\"",
            "\\",
            "a\\nb",
            "it's",
            "{a: b}",
            "[a, b]",
            "a, b",
            "]",
            "}",
            "---",
            "--- a",
            "...",
            "${A}",
            "$${A}",
            "$$${A",
            "${",
            "$",
            "a$",
            "$$",
            "}${",
            "${A:${B}}",
            "$file:a",
            "$$file:/a",
            "file:",
            "file:/etc/passwd",
            "FILE:a",
            "file:${A}",
            "$file:${A}",
            "line\nbreak",
            "line\n",
            "\nline",
            "a\n\n b",
            "a\n # b\nsso: off",
            "tab\tin",
            "\ttab",
            "\r",
            "a\r\nb",
            "\u0000\u0007",
            "\u0085\u2028\uFEFF",
            "\u00A0x",
            "Ünïcode ✓",
            "\uD83D\uDD11 key",
            "ünd: ${Ü}",
            "demo-",
            "none",
            "x".repeat(3000),
            "word ".repeat(300) + ".");

    private static final byte[] PICTURE = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=");

    @TempDir
    Path directory;

    @BeforeEach
    void aGatewayWithoutOrganizations() throws IOException {
        Files.createDirectory(directory.resolve("organizations"));
        Files.writeString(directory.resolve("routes.yaml"), ROUTES);
        Files.writeString(directory.resolve("gateway.yaml"), "gateway: {sessions: {idle-timeout: 45m, max-age: 10h}}");
    }

    @ParameterizedTest
    @EnumSource(Secrets.class)
    void whateverIsWrittenIsReadAsTheSame(Secrets secrets) throws IOException {
        Random random = new Random(20261125);
        List<Organization> organizations = new ArrayList<>();
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < MANY; i++) {
            Organization organization = new Anything(random).organization("o" + i);
            organizations.add(organization);
            write(organization, secrets);
            variables.putAll(variables(organization));
        }

        Map<OrganizationName, Organization> found = read(secrets == Secrets.NAMED ? variables : Map.of());

        assertThat(found).hasSize(MANY);
        assertThat(organizations).allSatisfy(written -> {
            Organization read = found.get(written.name());
            assertThat(withoutFile(read)).isEqualTo(withoutFile(written));
            assertThat(read.roles().grants().keySet())
                    .containsExactlyElementsOf(written.roles().grants().keySet());
        });
    }

    static List<String> texts() {
        return TEXTS.stream().filter(text -> !text.isBlank()).toList();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aSecretInClearTextIsReadAsItIs(String secret) throws IOException {
        Organization acme = TestOrganizations.acmeWithSecrets(Optional.empty(), secret, secret + secret);
        write(acme, Secrets.IN_CLEAR_TEXT);

        assertThat(read(Map.of("A", "expanded")).values())
                .singleElement()
                .extracting(Organization::identityProvider)
                .isEqualTo(acme.identityProvider());
    }

    @Test
    void anOrganizationOfDefaultsIsItsName() {
        Organization newco = new Organization(
                new OrganizationName("newco"),
                "Newco",
                Sso.ENFORCED,
                Set.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Membership.anyone(),
                RoleMapping.standard(),
                SessionLimits.standard(),
                List.of(),
                Map.of(),
                Set.of());

        assertThat(OrganizationYaml.of(newco, SessionLimits.standard(), Secrets.NAMED))
                .isEqualTo("""
                # organizations/newco.yaml, with what was entered on its settings pages. What stands in this file is the operator's:
                # the settings pages show it then, and no longer change it.
                name: Newco
                """);
    }

    @Test
    void aFileIsWrittenAsAnOperatorWouldWriteIt() {
        Organization acme = TestOrganizations.acmeWithSecrets(Optional.of(LocalDate.of(2027, 3, 14)), "one", "two");

        assertThat(OrganizationYaml.of(acme, SessionLimits.standard(), Secrets.NAMED))
                .endsWith("""
                # The client secrets are not in here: set ACME_CLIENT_SECRET to the one that is used, and ACME_CLIENT_SECRET_2 to the other.
                name: acme
                pilot: [bob@acme.com]
                admins: [alice@acme.com]
                identity-provider:
                  issuer: https://login.acme.example
                  client-id: gatehouse
                  client-secret: ['${ACME_CLIENT_SECRET}', '${ACME_CLIENT_SECRET_2}']
                  client-secret-expires: '2027-03-14'
                roles:
                  grant:
                    admin: [platform-team]
                    developer: [contractors, engineering]
                sessions:
                  idle-timeout: 30m
                  max-age: 8h
                """);
    }

    @Test
    void noSecretIsWrittenUnlessItIsAskedFor() {
        Organization acme = TestOrganizations.acmeWithSecrets(Optional.empty(), "hunter2", "hunter3");

        assertThat(OrganizationYaml.of(acme, SessionLimits.standard(), Secrets.NAMED))
                .doesNotContain("hunter");
        assertThat(OrganizationYaml.of(acme, SessionLimits.standard(), Secrets.IN_CLEAR_TEXT))
                .contains("client-secret: [hunter2, hunter3]", "in clear text");
    }

    @Test
    void aSubjectWithALineBreakWritesNoKeyOfItsOwn() throws IOException {
        PersonId mallory = new PersonId("https://login.acme.example", "1\nsso: off\nadmins: [mallory@evil.example]\n#");
        Organization acme = TestOrganizations.acme();
        Organization bound = acme.with(acme.sso(), Set.of(mallory), acme.identityProvider(), acme.roles());
        write(bound, Secrets.NAMED);

        assertThat(read(variables(bound)).values()).singleElement().satisfies(read -> {
            assertThat(read.boundAdmins()).containsExactly(mallory);
            assertThat(read.admins()).isEqualTo(acme.admins());
            assertThat(read.sso()).isEqualTo(Sso.ENFORCED);
        });
    }

    @Test
    void severalIdentityProvidersAreReadAsTheyWereInTheirOrder() throws IOException {
        Organization acme = TestOrganizations.acmeWithSeveral();
        write(acme, Secrets.NAMED);
        Map<String, String> variables =
                Map.of("ACME_STAFF_CLIENT_SECRET", "s3cret", "ACME_PARTNERS_CLIENT_SECRET", "s3cret");

        assertThat(read(variables).values())
                .singleElement()
                .extracting(Organization::identityProviders)
                .extracting(IdentityProviders::names, several -> several.each().stream()
                        .map(way -> way.identityProviders().chosen().orElseThrow())
                        .toList())
                .containsExactly(
                        List.of("staff", "partners"),
                        acme.ways().stream()
                                .map(way -> way.identityProviders().chosen().orElseThrow())
                                .toList());
    }

    private void write(Organization organization, Secrets secrets) throws IOException {
        SessionLimits gateways = new SessionLimits(Duration.ofMinutes(45), Duration.ofHours(10));
        Files.writeString(
                directory.resolve("organizations").resolve(organization.name() + ".yaml"),
                OrganizationYaml.of(organization, gateways, secrets));
    }

    private Map<OrganizationName, Organization> read(Map<String, String> variables) {
        String[] properties = variables.entrySet().stream()
                .map(variable -> "--" + variable.getKey() + "=" + variable.getValue())
                .toArray(String[]::new);
        Map<OrganizationName, Organization> found = new HashMap<>();
        ConfigReader.read(directory, GatewayEnvironment.load(directory, properties))
                .valid()
                .organizations()
                .all()
                .forEach(organization -> found.put(organization.name(), organization));
        return found;
    }

    /** As whoever reads the comment would set them. */
    private static Map<String, String> variables(Organization organization) {
        Map<String, String> variables = new HashMap<>();
        String name = OrganizationYaml.variable(organization.name())
                + (organization
                                .identityProvider()
                                .filter(provider -> provider.credential() == Credential.PRIVATE_KEY)
                                .isPresent()
                        ? "_PRIVATE_KEY"
                        : "_CLIENT_SECRET");
        organization.identityProvider().map(IdentityProvider::clientSecrets).ifPresent(secrets -> {
            variables.put(name, secrets.get(0).reveal());
            if (secrets.size() > 1) {
                variables.put(name + "_2", secrets.get(1).reveal());
            }
        });
        return variables;
    }

    private static Organization withoutFile(Organization from) {
        return new Organization(
                from.name(),
                from.title(),
                from.sso(),
                from.pilot(),
                from.admins(),
                from.boundAdmins(),
                from.identityProvider(),
                from.members(),
                from.roles(),
                from.sessions(),
                from.hosts(),
                from.upstreams(),
                Set.of(),
                from.reads(),
                from.branding(),
                from.identityProviders());
    }

    /** Organizations by chance: the same ones in every run. */
    private record Anything(Random random) {

        private Membership membership(String name) {
            Set<String> domains = some(() -> text(8) + name + ".example");
            Membership.Admit admit = one(List.of(Membership.Admit.values()));
            return new Membership(domains.isEmpty() ? Membership.Admit.INVITED : admit, domains);
        }

        Organization organization(String name) {
            return new Organization(
                            new OrganizationName(name),
                            title(),
                            one(List.of(Sso.values())),
                            some(this::email),
                            some(this::email),
                            some(() -> new PersonId(issuer().toString(), text())),
                            maybe(this::identityProvider),
                            membership(name),
                            roles(),
                            new SessionLimits(
                                    Duration.ofSeconds(1 + random.nextInt(36_000)),
                                    random.nextBoolean()
                                            ? Duration.ofHours(10)
                                            : Duration.ofSeconds(36_000 + random.nextInt(900_000)),
                                    one(List.of(Duration.ZERO, Duration.ofMinutes(15), Duration.ofSeconds(10)))),
                            random.nextBoolean()
                                    ? List.of()
                                    : List.of(PublicUrl.parse("http://h" + name + "h.localhost:8080")),
                            random.nextBoolean()
                                    ? Map.of()
                                    : Map.of(
                                            "portal",
                                            URI.create("http://a-1.internal:7007"),
                                            "on",
                                            URI.create("https://[::1]")),
                            Set.of("name"))
                    .branded(branding());
        }

        private IdentityProvider identityProvider() {
            Map<String, String> parameters = new HashMap<>();
            some(() -> one(List.of("prompt", "domain_hint", "yes", "null", "<<", "a b", "${A}", "#", "1")))
                    .forEach(parameter -> parameters.put(parameter, text()));
            boolean key = random.nextInt(8) == 0;
            Supplier<String> credential = key ? () -> TestKeys.rsaPem().strip() : this::secret;
            List<Secret> secrets = new ArrayList<>(List.of(Secret.of(credential.get())));
            maybe(credential).map(Secret::of).ifPresent(secrets::add);
            Issuer issuer = issuer();
            return new IdentityProvider(
                    issuer,
                    text(),
                    secrets,
                    maybe(() -> LocalDate.of(2026, 11, 25).plusDays(random.nextInt(1000))),
                    random.nextBoolean()
                            ? IdentityProvider.DEFAULT_SCOPES
                            : List.of("openid", one(List.of("groups", "null", "api://x/${A}", "[a]", "#", "*"))),
                    parameters,
                    one(List.of(SignOut.values())),
                    key ? Credential.PRIVATE_KEY : Credential.SECRET,
                    accounts(issuer),
                    one(List.of(ClaimsFrom.values())),
                    issuer.provider() == Issuer.Provider.ENTRA
                            ? one(List.of(GroupOverage.values()))
                            : one(List.of(GroupOverage.REFUSE, GroupOverage.DEFAULT_ROLE)));
        }

        /** As the issuer needs them. */
        private Accounts accounts(Issuer issuer) {
            Set<String> tenants =
                    issuer.isOfManyTenants() || issuer.provider() == Issuer.Provider.ENTRA && random.nextBoolean()
                            ? Set.of(
                                    "8b87af7d-8647-4dc7-8df4-5f69a2011bb5",
                                    "00000000-0000-4000-8000-00000000000" + random.nextInt(10))
                            : Set.of();
            return new Accounts(
                    tenants,
                    issuer.provider() == Issuer.Provider.GOOGLE ? Set.of("acme.com", text(3) + ".example") : Set.of());
        }

        private RoleMapping roles() {
            Map<String, Set<String>> grants = new LinkedHashMap<>();
            some(() -> one(List.of("admin", "on", "null", "0", "-", "_", "developer", "12e3", "y")))
                    .forEach(role -> grants.put(role, some(this::text)));
            String claim = one(
                    List.of("groups", "realm_access.roles", "[\"https://acme.com/groups\"]", "${A}", "null", "a: #"));
            return new RoleMapping(
                    new ClaimPath(claim),
                    one(List.of(Optional.of("member"), Optional.empty(), Optional.of("no"))),
                    grants);
        }

        private Issuer issuer() {
            return Issuer.parse(one(List.of(
                    "https://acme.auth0.com/",
                    "https://login.acme.example",
                    "8b87af7d-8647-4dc7-8df4-5f69a2011bb5",
                    "http://localhost:7101",
                    "https://login.microsoftonline.com/common/v2.0",
                    "https://accounts.google.com",
                    "https://x.example/a=$&b=%7B")));
        }

        private EmailAddress email() {
            return new EmailAddress(
                    one(List.of("alice", "${a}", "a#b", "*x", "'", "`", "{}", "a/b", "!", "yes")) + "@acme.com");
        }

        /** Not one for a demo, and none that a file is looked up for when it comes out of a variable. */
        private String secret() {
            String text = text();
            return text.startsWith("file:") ? "$" + text : text;
        }

        private Branding branding() {
            Colour light = new Colour(one(List.of("#2456d6", "#777777", "#0b5fff")));
            return new Branding(
                    maybe(() -> Logo.of(PICTURE, "1.png")),
                    maybe(() -> new Accent(light, new Colour(one(List.of("#8fadff", "#777777"))))),
                    maybe(() -> new Support(one(List.of("help@acme.com", "https://acme.com/?a=$(b)#c")))));
        }

        private String title() {
            String line = OneLine.of(text(), 80).strip();
            return line.isEmpty() ? "x" : line;
        }

        private String text() {
            return switch (random.nextInt(4)) {
                case 0 -> "x" + one(TEXTS) + one(TEXTS);
                case 1 -> "x" + text(1 + random.nextInt(12), "${}:#'\"\\ \n-f!&*?|>%@`,[]");
                default -> one(TEXTS.stream().filter(text -> !text.isBlank()).toList());
            };
        }

        private String text(int length) {
            return text(length, "abcdefghijklmnopqrstuvwxyz");
        }

        private String text(int length, String letters) {
            return random.ints(length, 0, letters.length())
                    .mapToObj(letters::charAt)
                    .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                    .toString();
        }

        private <T> T one(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }

        private <T> Optional<T> maybe(Supplier<T> value) {
            return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
        }

        private <T> Set<T> some(Supplier<T> value) {
            Set<T> some = new HashSet<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                some.add(value.get());
            }
            return some;
        }
    }
}

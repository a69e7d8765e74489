package io.gatehouse;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the package table of the design: who may use whom, and where the libraries' types may stand. */
class ArchitectureTests {

    private static final Set<String> EVERYBODYS = Set.of("problem", "audit", "secret", "request", "text");

    /** What a package may use besides {@link #EVERYBODYS}. */
    private static final Map<String, Set<String>> TABLE = Map.ofEntries(
            Map.entry("problem", Set.of("audit", "text")),
            Map.entry("text", Set.of()),
            Map.entry("audit", Set.of("secret")), // what is kept is sealed
            Map.entry("brand", Set.of("organization", "route")),
            Map.entry("secret", Set.of()),
            Map.entry("request", Set.of("problem")),
            Map.entry("organization", Set.of()),
            Map.entry("identity", Set.of("organization")),
            Map.entry("index", Set.of("organization", "identity", "session", "route", "login")),
            Map.entry("session", Set.of("organization", "identity")),
            Map.entry("invitation", Set.of("organization", "identity", "session", "member", "route", "login", "mail")),
            Map.entry("mail", Set.of("organization")),
            Map.entry("member", Set.of("organization", "identity", "session")),
            Map.entry("route", Set.of("organization", "identity")),
            Map.entry("login", Set.of("organization", "identity", "session", "member")),
            Map.entry("settings", Set.of("organization", "identity")),
            Map.entry("apikey", Set.of("organization", "settings")), // they lie in a store as settings do
            Map.entry("api", Set.of("organization", "identity", "session", "member", "route", "settings", "apikey")),
            Map.entry(
                    "console",
                    Set.of(
                            "organization",
                            "identity",
                            "session",
                            "member",
                            "invitation",
                            "route",
                            "login",
                            "logout",
                            "settings",
                            "apikey")),
            Map.entry("logout", Set.of("organization", "identity", "session", "login")),
            Map.entry("assertion", Set.of("organization")),
            Map.entry("upstream", Set.of("organization", "identity", "session", "route", "assertion")),
            Map.entry("traffic", Set.of("organization", "route")),
            Map.entry(
                    "process", Set.of("session", "login", "upstream", "traffic", "config")), // wires, as the root does
            Map.entry("verify", Set.of("organization", "route", "login", "upstream")),
            Map.entry(
                    "command",
                    Set.of(
                            "organization",
                            "identity",
                            "session",
                            "member",
                            "route",
                            "login",
                            "logout",
                            "upstream",
                            "settings",
                            "mail",
                            "assertion", // rotate-assertion-key has another key made
                            "apikey",
                            "config")),
            Map.entry(
                    "config",
                    Set.of(
                            "organization",
                            "identity",
                            "session",
                            "member",
                            "route",
                            "login",
                            "logout",
                            "upstream",
                            "mail",
                            "assertion"))); // reads the keys that the operator gives

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ArchitectureTests::isMain)
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages("io.gatehouse");

    static Stream<String> packages() {
        return TABLE.keySet().stream().sorted();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packages")
    void eachPackageUsesOnlyWhatTheTableAllows(String name) {
        Set<String> shared = EVERYBODYS.contains(name) ? Set.of() : EVERYBODYS;
        String[] allowed = Stream.of(Set.of(name), shared, TABLE.get(name))
                .flatMap(Set::stream)
                .map(used -> "io.gatehouse." + used + "..")
                .toArray(String[]::new);
        ArchRule rule = noClasses()
                .that()
                .resideInAPackage("io.gatehouse." + name + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.gatehouse..").and(not(resideInAnyOf(allowed))));

        rule.allowEmptyShould(true).check(MAIN);
    }

    @Test
    void everyPackageStandsInTheTable() {
        Set<String> found = MAIN.getPackage("io.gatehouse").getSubpackages().stream()
                .map(JavaPackage::getRelativeName)
                .collect(Collectors.toSet());

        assertThat(TABLE.keySet()).containsAll(found);
    }

    @Test
    void oauth2ClientTypesStandOnlyInLoginAndLogout() {
        only("..springframework.security.oauth2..", "io.gatehouse.login..", "io.gatehouse.logout..");
        only("com.nimbusds..", "io.gatehouse.login..", "io.gatehouse.logout..", "io.gatehouse.assertion..");
    }

    @Test
    void redisAndSpringSessionTypesStandOnlyWhereSomethingIsStored() {
        // check --online asks Redis whether it is there; the root wires the connection; its commands are timed.
        for (String library :
                new String[] {"..springframework.data.redis..", "..springframework.session..", "io.lettuce.."}) {
            only(
                    library,
                    "io.gatehouse.session..",
                    "io.gatehouse.member.store..",
                    "io.gatehouse.settings..",
                    "io.gatehouse.audit.store..",
                    "io.gatehouse.assertion..",
                    "io.gatehouse.process..",
                    "io.gatehouse.command..",
                    "io.gatehouse");
        }
    }

    @Test
    void springCloudGatewayTypesStandOnlyInRouteUpstreamAndTheRoot() {
        only("org.springframework.cloud.gateway..", "io.gatehouse.route..", "io.gatehouse.upstream..", "io.gatehouse");
    }

    @Test
    void nothingBlocks() {
        noClasses()
                .should()
                .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                        com.tngtech.archunit.base.DescribedPredicate.describe("blocks", target -> {
                            String owner = target.getOwner().getName();
                            String name = target.getName();
                            boolean reactor = owner.startsWith("reactor.core.publisher.");
                            return owner.equals("java.lang.Thread") && name.equals("sleep")
                                    || reactor
                                            && (name.startsWith("block")
                                                    || name.equals("toIterable")
                                                    || name.equals("toStream"));
                        })))
                .check(MAIN);
    }

    @Test
    void everyClassWithWorkIsFinal() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areTopLevelClasses()
                .and()
                .areNotAnnotatedWith(org.springframework.context.annotation.Configuration.class)
                .and()
                .areNotAnnotatedWith(org.springframework.boot.SpringBootConfiguration.class)
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                .check(MAIN);
    }

    private static void only(String library, String... places) {
        noClasses()
                .that(not(resideInAnyOf(places)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(MAIN);
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> resideInAnyOf(String... packages) {
        return Arrays.stream(packages)
                .map(JavaClass.Predicates::resideInAPackage)
                .reduce((one, other) -> one.or(other))
                .orElseThrow();
    }

    private static boolean isMain(Location location) {
        return location.contains(Path.of("target", "classes").toString());
    }
}

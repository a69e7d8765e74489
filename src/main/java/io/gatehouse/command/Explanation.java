package io.gatehouse.command;

import io.gatehouse.command.explain.Asked;
import io.gatehouse.config.Configuration;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.request.RequestPath;
import io.gatehouse.route.Match;
import io.gatehouse.route.RouteTable;
import io.gatehouse.route.access.Access;
import io.gatehouse.route.access.AccessRoom;
import io.gatehouse.route.access.Decision;
import io.gatehouse.route.access.Rule;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;

/**
 * {@code ./gateway check --explain}: which rule decides a request of somebody's, and how. From the files and what is given alone;
 * nobody is asked.
 */
final class Explanation {

    static final String USAGE =
            "--explain ORGANIZATION PERSON METHOD PATH, where PERSON is an e-mail address or " + Explanation.STRANGER
                    + ", with --roles, --groups or --claims NAME=VALUE of theirs, and --provider NAME of several";

    /** Options that say what is known of the person, each a list with commas. */
    static final Set<String> FACTS = Set.of("roles", "groups", "claims");

    /** At which of several identity providers they sign in. */
    static final String PROVIDER = "provider";

    private static final String STRANGER = "stranger";

    private final Configuration configuration;
    private final Arguments given;
    private final PrintStream out;

    private Explanation(Configuration configuration, Arguments given, PrintStream out) {
        this.configuration = configuration;
        this.given = given;
        this.out = out;
    }

    /**
     * @return whether they are kept out, as far as that can be told
     * @throws Refused for a question that cannot be understood
     */
    static boolean print(Configuration configuration, Arguments given, PrintStream out) {
        if (given.words().size() != 4) {
            throw new Refused(2, given.words().size() + " words (expected: " + USAGE + ")");
        }
        return new Explanation(configuration, given, out).print();
    }

    private boolean print() {
        Optional<EmailAddress> person = person();
        Organization named = organization();
        Organization organization = person.map(who -> through(named, who)).orElse(named);
        roles(organization);
        HttpMethod method = method();
        String address = address();
        Optional<RequestPath> path = RequestPath.parse(address);
        Optional<Match> match = path.flatMap(read -> match(read, organization));
        out.println(method + " " + address + ", " + word(1) + " of " + organization.providerName());
        out.println();
        if (path.isEmpty()) {
            out.println("No rule decides: this path could be read in two ways, and is refused with 400 (GH-1001).");
        } else if (match.isEmpty()) {
            out.println("No rule decides: no route leads there, and it is refused with 404 (GH-1003).");
        } else {
            Rule rule = match.get().rule(path.get(), method);
            printRules(match.get(), rule);
            return printAnswer(rule, organization, person);
        }
        return true;
    }

    private String address() {
        if (!word(3).startsWith("/")) {
            throw new Refused(2, word(3) + " (expected: a path that begins with /)");
        }
        return word(3).replaceFirst("\\?.*", "");
    }

    private Organization organization() {
        return OrganizationName.parse(word(0))
                .flatMap(configuration.organizations()::find)
                .orElseThrow(() -> new Refused(
                        2,
                        word(0) + ": no such organization (expected: one of "
                                + Check.byName(configuration).stream()
                                        .map(known -> known.name().value())
                                        .collect(Collectors.joining(", "))
                                + ")"));
    }

    /** Where people choose, the identity provider that is named, else the one that their address is to sign in at. */
    private Organization through(Organization organization, EmailAddress person) {
        if (!organization.hasSeveral()) {
            return organization;
        }
        Optional<String> provider = given.option(PROVIDER);
        return provider.map(organization::through)
                .orElseGet(() -> organization.identityProviders().chosenFor(person))
                .orElseThrow(() -> new Refused(
                        2,
                        "--provider " + provider.orElse("") + " (expected: one of "
                                + String.join(
                                        ", ", organization.identityProviders().names()) + ")"));
    }

    /** Empty for a stranger. */
    private Optional<EmailAddress> person() {
        Optional<EmailAddress> person = EmailAddress.parse(word(1));
        if (person.isEmpty() && !word(1).equals(STRANGER)) {
            throw new Refused(2, word(1) + " (expected: an e-mail address, or " + STRANGER + ")");
        }
        return person;
    }

    private String word(int index) {
        return given.words().get(index);
    }

    private HttpMethod method() {
        if (!word(2).matches("[A-Z]+")) {
            throw new Refused(2, word(2) + " (expected: a method such as GET, in capital letters)");
        }
        return HttpMethod.valueOf(word(2));
    }

    /** On its own origin an organization's name is not in the path. */
    private Optional<Match> match(RequestPath path, Organization organization) {
        RouteTable table = new RouteTable(configuration.routes());
        if (path.segments().get(0).equals(organization.name().value())) {
            return table.find(path);
        }
        if (organization.hosts().isEmpty()) {
            throw new Refused(2, word(3) + " (expected: a path that begins with /" + organization.name() + "/)");
        }
        return table.find(path, organization.name());
    }

    private void printRules(Match match, Rule deciding) {
        out.println("Route " + match.route().name() + ", " + match.route().path()
                + ". The first rule whose path and methods the request has decides:");
        out.println();
        List<List<String>> rows = new ArrayList<>();
        Stream.concat(
                        match.route().rules().inOrder().stream(),
                        Stream.of(match.route().rules().rest()))
                .forEach(rule -> rows.add(List.of(
                        deciding.name().replaceFirst(",.*", "").equals(rule.name()) ? "=>" : "",
                        rule.name(),
                        rule.about(),
                        Asked.words(rule.allow()))));
        Check.printTable(rows, out);
    }

    private boolean printAnswer(Rule rule, Organization organization, Optional<EmailAddress> person) {
        Optional<Identity> identity = person.map(email -> identity(organization, email));
        Decision decision = decide(rule, organization, identity);
        boolean known = person.isEmpty()
                || given.options().keySet().stream().anyMatch(FACTS::contains)
                || rule.allow() instanceof Access.Anyone
                || rule.allow() instanceof Access.Nobody
                || identity.filter(who -> isEnoughToBeAdmin(rule, organization, who))
                        .isPresent();
        if (!known) {
            out.println("Who they are is not known here. What they would need:");
            Asked.ways(rule.allow(), organization).forEach(need -> out.println("  " + need));
            out.println("Say it with --roles, --groups or --claims NAME=VALUE to have the answer.");
            return false;
        }
        identity.ifPresent(
                who -> out.println("Roles at " + organization.name() + ": " + who.roles() + ", as given or granted."));
        out.println(Asked.words(decision));
        return !(decision instanceof Decision.LetThrough);
    }

    /** Somebody named under {@code admins} is admin whatever groups they have. */
    private boolean isEnoughToBeAdmin(Rule rule, Organization organization, Identity who) {
        return who.roles().contains(RoleMapping.ADMIN)
                && decide(
                                rule,
                                organization,
                                Optional.of(
                                        new Identity(organization.name(), who.claims(), List.of(RoleMapping.ADMIN))))
                        instanceof Decision.LetThrough;
    }

    private Decision decide(Rule rule, Organization organization, Optional<Identity> identity) {
        return new AccessRoom().decide(rule, organization, configuration.organizations(), identity);
    }

    private Identity identity(Organization organization, EmailAddress email) {
        Claims claims = new Claims(
                organization
                        .identityProvider()
                        .map(provider -> provider.issuer().toString())
                        .orElse(""),
                "",
                email.value(),
                email.value(),
                Optional.of(email),
                true,
                organization.roles().claim().text(),
                list("groups"),
                Optional.empty(),
                false,
                claims(organization));
        return given.has("roles")
                ? new Identity(organization.name(), claims, roles(organization))
                : Identity.ofFirst(organization, claims);
    }

    private List<String> roles(Organization organization) {
        List<String> roles = list("roles");
        roles.stream()
                .filter(role -> !organization.roles().knows(role))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new Refused(
                            2,
                            "--roles " + unknown + " (expected: a role of " + organization.name() + ": "
                                    + String.join(", ", Asked.roles(organization))
                                    + ")");
                });
        return roles;
    }

    /** Of what rules read: whatever is not given is not there. */
    private Map<String, List<String>> claims(Organization organization) {
        Map<String, List<String>> claims = new LinkedHashMap<>();
        for (ClaimPath path : organization.reads().claims()) {
            claims.put(path.text(), new ArrayList<>());
        }
        for (String pair : list("claims")) {
            int equals = pair.lastIndexOf('=');
            if (equals < 1) {
                throw new Refused(2, "--claims " + pair + " (expected: NAME=VALUE)");
            }
            claims.computeIfAbsent(pair.substring(0, equals), unused -> new ArrayList<>())
                    .add(pair.substring(equals + 1));
        }
        return claims;
    }

    private List<String> list(String option) {
        return given.option(option).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }
}

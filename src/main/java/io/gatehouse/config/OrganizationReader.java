package io.gatehouse.config;

import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.IdentityProvider;
import io.gatehouse.organization.Issuer;
import io.gatehouse.organization.Membership;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.organization.SessionLimits;
import io.gatehouse.organization.SignOut;
import io.gatehouse.organization.Sso;
import io.gatehouse.secret.Secret;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads organizations, each from a section of its own, and keeps them apart from one another. */
final class OrganizationReader {

    private enum Admit {
        ANYONE,
        INVITED
    }

    /** Lets the rest of an organization be checked that has an impossible name. */
    private static final OrganizationName STAND_IN = new OrganizationName("-");

    private static final String NOBODY = "none";
    private static final String SECRET = "the secret's value";
    private static final String DEMO = "demo-";

    /** What the gateway itself puts into an authorization request. */
    private static final Set<String> OURS = Set.of(
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method",
            "request",
            "request_uri",
            "response_mode");

    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+"); // RFC 6749 §3.3
    private static final Pattern MANY_TENANTS_HOST =
            Pattern.compile("login\\.(partner\\.)?microsoftonline\\.(com|us|cn)");
    private static final Pattern MANY_TENANTS_PATH = Pattern.compile("/(common|organizations|consumers)(/.*)?");

    private final GatewaySettings settings;
    private final Optional<Set<String>> routes;
    private final Map<OrganizationName, Place> seen = new HashMap<>();
    private final Map<String, Place> emailDomains = new HashMap<>();

    /** @param routes the names that {@code upstreams} may use; empty when they could not be read */
    OrganizationReader(GatewaySettings settings, Optional<Set<String>> routes) {
        this.settings = settings;
        this.routes = routes;
    }

    /** @param named where the name stands */
    Organization read(String text, Place named, Section section) {
        OrganizationName name = OrganizationName.parse(text).orElse(STAND_IN);
        Place before = name.equals(STAND_IN) ? null : seen.putIfAbsent(name, section.place());
        if (name.equals(STAND_IN)) {
            named.problem(text + " (expected: " + OrganizationName.EXPECTED + ")");
        } else if (before != null) {
            named.problem(text + " (expected: once; it is in " + before.where() + " already)");
        }
        section.notYet("hosts");
        Organization organization = new Organization(
                name,
                section.read("name", Kinds::text).orElse(capitalised(name.value())),
                section.read("sso", Kinds.oneOf(Sso.class)).orElse(Sso.ENFORCED),
                Set.copyOf(section.list("pilot", EmailAddress::new)),
                Set.copyOf(section.list("admins", EmailAddress::new)),
                identityProvider(section.section("identity-provider"), section.has("identity-provider")),
                members(section.section("members")),
                roles(section.section("roles")),
                sessions(section.section("sessions")),
                upstreams(section.section("upstreams")));
        section.end();
        return organization;
    }

    private Optional<IdentityProvider> identityProvider(Section section, boolean isThere) {
        if (!isThere) {
            return Optional.empty(); // its admin completes it in the console
        }
        Optional<Issuer> issuer = section.require("issuer", Issuer.EXPECTED, OrganizationReader::issuer);
        Optional<String> clientId = section.require("client-id", "the id that it gave us", Kinds::text);
        List<Secret> secrets = secrets(section);
        List<String> scopes = scopes(section);
        Map<String, String> parameters = authorizationParameters(section.section("authorization-parameters"));
        SignOut signOut = section.read("sign-out", Kinds.oneOf(SignOut.class)).orElse(SignOut.HERE);
        section.notYet("allowed-tenants");
        section.read("client-secret-expires", Kinds::date)
                .ifPresent(unused -> section.place("client-secret-expires").note("has no effect in this version"));
        section.end();
        if (issuer.isEmpty() || clientId.isEmpty() || secrets.isEmpty()) {
            return Optional.empty();
        }
        return Place.made(
                () -> new IdentityProvider(issuer.get(), clientId.get(), secrets, scopes, parameters, signOut),
                section::place);
    }

    private List<Secret> secrets(Section section) {
        section.isThere("client-secret", SECRET);
        List<Value> values = section.someValues("client-secret", SECRET);
        if (values.size() > 2) {
            section.place("client-secret").problem(values.size() + " values (expected: one, or two while rotating)");
        }
        for (Value value : values) {
            if (value.written().startsWith(DEMO) && !settings.publicUrl().isLoopback()) {
                value.place().problem("a demo secret (expected: one of your own; demo secrets are for loopback)");
            }
        }
        return values.stream().flatMap(value -> value.secret().stream()).toList();
    }

    private static List<String> scopes(Section section) {
        List<Value> values = section.someValues("scopes", "openid among them");
        if (!section.has("scopes")) {
            return IdentityProvider.DEFAULT_SCOPES;
        }
        List<String> scopes = values.stream()
                .flatMap(value -> value.as(OrganizationReader::scope).stream())
                .toList();
        if (!scopes.isEmpty() && scopes.size() == values.size() && !scopes.contains("openid")) {
            section.place("scopes").problem(String.join(", ", scopes) + " (expected: openid among them)");
        }
        return scopes;
    }

    private static Map<String, String> authorizationParameters(Section section) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : section.keys()) {
            if (OURS.contains(name)) {
                section.place(name).problem("set by the gateway (expected: another parameter, such as prompt)");
            }
            section.read(name, Kinds::text).ifPresent(value -> parameters.put(name, value));
        }
        return parameters;
    }

    private Membership members(Section section) {
        Admit admit = section.read("admit", Kinds.oneOf(Admit.class)).orElse(Admit.ANYONE);
        Set<String> domains = new LinkedHashSet<>();
        for (Value value : section.values("email-domains")) {
            value.as(OrganizationReader::emailDomain).ifPresent(domain -> {
                Place before = emailDomains.putIfAbsent(domain, value.place());
                if (before != null) {
                    value.place()
                            .problem(domain + " (expected: a domain of one organization; it is in " + before.where()
                                    + " already)");
                }
                domains.add(domain);
            });
        }
        section.end();
        return new Membership(admit == Admit.INVITED, domains);
    }

    private static RoleMapping roles(Section section) {
        RoleMapping standard = RoleMapping.standard();
        ClaimPath claim = section.read("claim", ClaimPath::new).orElse(standard.claim());
        Optional<String> named = section.read("default", OrganizationReader::roleOrNobody);
        Optional<String> fallback =
                section.has("default") ? named.filter(role -> !role.equals(NOBODY)) : standard.fallback();
        Section grant = section.section("grant");
        Map<String, Set<String>> grants = new LinkedHashMap<>();
        for (String role : grant.keys()) {
            if (!RoleMapping.isRole(role)) {
                grant.place(role).problem(role + " (expected: " + RoleMapping.EXPECTED_ROLE + ")");
            }
            grants.put(role, Set.copyOf(grant.list(role, Kinds::text)));
        }
        section.end();
        return new RoleMapping(claim, fallback, grants);
    }

    private SessionLimits sessions(Section section) {
        SessionLimits gateway = settings.sessions();
        var idleTimeout = section.read("idle-timeout", Kinds::duration).orElse(gateway.idleTimeout());
        var maxAge = section.read("max-age", Kinds::duration).orElse(gateway.maxAge());
        section.read("recheck", text -> text.equals("off") ? text : Kinds.duration(text))
                .ifPresent(unused -> section.place("recheck").note("has no effect in this version"));
        section.end();
        return Place.made(() -> new SessionLimits(idleTimeout, maxAge), section::place)
                .orElse(gateway);
    }

    private Map<String, URI> upstreams(Section section) {
        Map<String, URI> upstreams = new LinkedHashMap<>();
        for (String route : section.keys()) {
            if (routes.isPresent() && !routes.get().contains(route)) {
                section.place(route).problem("no such route (expected: a route's name" + routeLike(route) + ")");
            }
            section.read(route, Kinds::address).ifPresent(address -> upstreams.put(route, address));
        }
        return upstreams;
    }

    private String routeLike(String name) {
        return Place.nearest(name, routes.orElse(Set.of()))
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    /** Also refuses the issuers of many tenants. */
    static Issuer issuer(String text) {
        Issuer issuer = Issuer.parse(text);
        String host = String.valueOf(issuer.uri().getHost()).toLowerCase(Locale.ROOT);
        String path = issuer.uri().getPath().toLowerCase(Locale.ROOT);
        if (MANY_TENANTS_HOST.matcher(host).matches()
                && MANY_TENANTS_PATH.matcher(path).matches()) {
            throw Kinds.refused(
                    text, "one tenant's own issuer; issuers of many tenants are not available in this version");
        }
        return issuer;
    }

    private static String scope(String text) {
        if (!SCOPE.matcher(text).matches()) {
            throw Kinds.refused(text, "a list of scopes such as [openid, profile, email]");
        }
        return text;
    }

    private static String emailDomain(String text) {
        if (!EmailAddress.isDomain(text)) {
            throw Kinds.refused(text, "a domain such as acme.com, in lower case");
        }
        return text;
    }

    private static String roleOrNobody(String text) {
        if (!text.equals(NOBODY) && !RoleMapping.isRole(text)) {
            throw Kinds.refused(text, "none, or a role: " + RoleMapping.EXPECTED_ROLE);
        }
        return text;
    }

    static String capitalised(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}

package io.gatehouse.config;

import io.gatehouse.config.branding.BrandingReader;
import io.gatehouse.config.provider.IdentityProviderReader;
import io.gatehouse.config.provider.NamedProvidersReader;
import io.gatehouse.config.provider.RolesReader;
import io.gatehouse.config.source.ConfigFiles;
import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Section;
import io.gatehouse.config.source.Value;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Membership;
import io.gatehouse.organization.NamedProvider;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.organization.SessionLimits;
import io.gatehouse.organization.Sso;
import io.gatehouse.organization.branding.Title;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads organizations, each from a section of its own, and keeps them apart from one another. */
final class OrganizationReader {

    /** Lets the rest of an organization be checked that has an impossible name. */
    private static final OrganizationName STAND_IN = new OrganizationName("-");

    private final GatewaySettings settings;
    private final IdentityProviderReader identityProviders;
    private final NamedProvidersReader namedProviders;
    private final HostsReader hosts;
    private final BrandingReader branding;
    private final Optional<Set<String>> routes;
    private final Map<String, Place> seen = new HashMap<>();
    private final Map<String, Place> emailDomains = new HashMap<>();

    /** @param routes the names that {@code upstreams} may use; empty when they could not be read */
    OrganizationReader(GatewaySettings settings, ConfigFiles files, Optional<Set<String>> routes) {
        this(settings, new BrandingReader(files), routes);
    }

    /** For what no operator has written: no file of this machine is ever read. */
    static OrganizationReader literal(GatewaySettings settings) {
        return new OrganizationReader(settings, BrandingReader.literal(), Optional.empty());
    }

    private OrganizationReader(GatewaySettings settings, BrandingReader branding, Optional<Set<String>> routes) {
        this.branding = branding;
        this.settings = settings;
        this.identityProviders = new IdentityProviderReader(settings.publicUrl().isLoopback());
        this.namedProviders = new NamedProvidersReader(identityProviders);
        this.hosts = new HostsReader(settings);
        this.routes = routes;
    }

    /** @param named where the name stands */
    Organization read(String text, Place named, Section section) {
        Optional<OrganizationName> valid = OrganizationName.parse(text);
        Place before = seen.putIfAbsent(text, section.place());
        if (valid.isEmpty()) {
            named.problem(text + " (expected: " + OrganizationName.EXPECTED + ")");
        } else if (before != null) {
            named.problem(text + " (expected: once; it is in " + before.where() + " already)");
        }
        OrganizationName name = valid.orElse(STAND_IN);
        Set<EmailAddress> admins = new LinkedHashSet<>();
        Set<PersonId> boundAdmins = new LinkedHashSet<>();
        Section look = section.section("branding");
        Section members = section.section("members");
        section.list("admins", admin -> readAdmin(admin, admins, boundAdmins));
        RoleMapping roles = RolesReader.read(section.section("roles"), RoleMapping.standard());
        List<NamedProvider> several = namedProviders.read(section, roles);
        Organization organization = new Organization(
                        name,
                        section.read("name", Title::new).map(Title::text).orElse(name.title()),
                        section.read("sso", Kinds.oneOf(Sso.class)).orElse(Sso.ENFORCED),
                        Set.copyOf(section.list("pilot", EmailAddress::new)),
                        admins,
                        boundAdmins,
                        identityProviders.read(section.section("identity-provider"), section.has("identity-provider")),
                        members(members),
                        roles,
                        sessions(section.section("sessions")),
                        hosts.read(section),
                        upstreams(section.section("upstreams")),
                        keys(section, look, members, !several.isEmpty()))
                .branded(branding.read(look));
        section.end();
        return several.isEmpty() ? organization : organization.with(several);
    }

    /** Of the two sections each key has an owner of its own; several identity providers, and what their groups give, are the operator's. */
    private static Set<String> keys(Section organization, Section branding, Section members, boolean several) {
        Set<String> keys = new LinkedHashSet<>(organization.keys());
        if (several) {
            keys.addAll(Set.of("identity-provider", "roles"));
        }
        branding.keys().forEach(key -> keys.add("branding." + key));
        members.keys().forEach(key -> keys.add("members." + key));
        return keys;
    }

    private static boolean readAdmin(String text, Set<EmailAddress> admins, Set<PersonId> boundAdmins) {
        return PersonId.isMeantBy(text) ? boundAdmins.add(PersonId.parse(text)) : admins.add(new EmailAddress(text));
    }

    private Membership members(Section section) {
        Membership.Admit admit =
                section.read("admit", Kinds.oneOf(Membership.Admit.class)).orElse(Membership.Admit.ANYONE);
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
        return Place.made(() -> new Membership(admit, domains), section::place).orElseGet(Membership::anyone);
    }

    private SessionLimits sessions(Section section) {
        SessionLimits gateway = settings.sessions();
        var idleTimeout = section.read("idle-timeout", Kinds::duration).orElse(gateway.idleTimeout());
        var maxAge = section.read("max-age", Kinds::duration).orElse(gateway.maxAge());
        var recheck = section.read("recheck", SessionSettings::recheck).orElse(gateway.recheck());
        section.end();
        return Place.made(() -> new SessionLimits(idleTimeout, maxAge, recheck), section::place)
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

    private static String emailDomain(String text) {
        if (!EmailAddress.isDomain(text)) {
            throw Kinds.refused(text, "a domain such as acme.com, in lower case");
        }
        return text;
    }
}

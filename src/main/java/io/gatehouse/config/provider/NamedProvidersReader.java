package io.gatehouse.config.provider;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Section;
import io.gatehouse.config.source.Value;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.NamedProvider;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads an organization's {@code identity-providers}, and keeps them apart from one another. */
public final class NamedProvidersReader {

    private enum User {
        QUALIFIED,
        PLAIN
    }

    private static final String KEY = "identity-providers";

    private final IdentityProviderReader identityProviders;

    public NamedProvidersReader(IdentityProviderReader identityProviders) {
        this.identityProviders = identityProviders;
    }

    /**
     * Empty where there are none, or none that is right.
     *
     * @param organization the whole of it
     * @param common the default role of those that name none
     */
    public List<NamedProvider> read(Section organization, RoleMapping common) {
        Section section = organization.section(KEY);
        if (!organization.has(KEY)) {
            return List.of();
        }
        if (organization.has("identity-provider")) {
            organization.place(KEY).problem("beside identity-provider (expected: one of the two)");
        }
        if (section.keys().isEmpty()) {
            organization
                    .place(KEY)
                    .problem("empty (expected: a name, and below it the same keys as identity-provider)");
        }
        refuseCommonGroups(organization.section("roles"));
        List<NamedProvider> read = new ArrayList<>();
        Map<String, String> chosen = new HashMap<>();
        for (String name : section.keys()) {
            if (!NamedProvider.isName(name)) {
                section.place(name).problem(name + " (expected: " + NamedProvider.EXPECTED_NAME + ")");
            }
            Section one = section.section(name);
            read(name, one, common, chosen).ifPresent(found -> {
                refuseRival(found, read, one);
                read.add(found);
            });
        }
        if (read.size() == section.keys().size()) {
            refuseUnbelieved(organization, "admins", read);
            refuseUnbelieved(organization, "pilot", read);
        }
        return read;
    }

    private Optional<NamedProvider> read(String name, Section section, RoleMapping common, Map<String, String> chosen) {
        Optional<String> title = section.read("title", Kinds::text);
        Set<String> emailDomains = emailDomains(name, section, chosen);
        Set<String> listed = new LinkedHashSet<>(section.list("vouches-for", IdentityProviderReader::domain));
        Set<String> vouchesFor = section.has("vouches-for") ? listed : emailDomains;
        boolean plain = section.read("user", Kinds.oneOf(User.class))
                .filter(User.PLAIN::equals)
                .isPresent();
        RoleMapping roles = RolesReader.read(section.section("roles"), common);
        return identityProviders
                .read(section, true)
                .map(settings -> new NamedProvider(
                        name,
                        title.orElseGet(() -> title(name, settings)),
                        settings,
                        emailDomains,
                        vouchesFor,
                        plain,
                        roles));
    }

    private static String title(String name, IdentityProvider settings) {
        Issuer.Provider product = settings.issuer().provider();
        return product == Issuer.Provider.OTHER
                ? OrganizationName.parse(name).map(OrganizationName::title).orElse(name)
                : product.title();
    }

    /** An address must not choose two. */
    private static Set<String> emailDomains(String name, Section section, Map<String, String> chosen) {
        Set<String> domains = new LinkedHashSet<>();
        for (Value value : section.values("email-domains")) {
            value.as(IdentityProviderReader::domain).ifPresent(domain -> {
                String before = chosen.putIfAbsent(domain, name);
                if (before != null) {
                    value.place()
                            .problem(domain + " (expected: a domain of one of them; it is " + before + "'s already)");
                }
                domains.add(domain);
            });
        }
        return domains;
    }

    /** A group of one provider is not the group of that name at another. */
    private static void refuseCommonGroups(Section roles) {
        for (String key : List.of("claim", "grant")) {
            if (roles.has(key)) {
                roles.place(key)
                        .problem("beside " + KEY + " (expected: under roles of the identity provider whose groups"
                                + " these are)");
            }
        }
    }

    /** A person is issuer and subject: of two that name themselves alike, nobody could say whose a token is. */
    private static void refuseRival(NamedProvider found, List<NamedProvider> before, Section section) {
        found.rivalAmong(before).ifPresent(rival -> section.place("issuer")
                .problem(found.settings().issuer() + " (expected: another than " + rival.name()
                        + "'s; of Entra ID, each with its tenant's id)"));
        if (found.plain() && before.stream().anyMatch(NamedProvider::plain)) {
            section.place("user").problem("plain (expected: of one identity provider at most)");
        }
    }

    /** Nobody could ever sign in as them. */
    private static void refuseUnbelieved(Section organization, String key, Collection<NamedProvider> providers) {
        Set<String> believed = new TreeSet<>();
        providers.forEach(provider -> believed.addAll(provider.vouchesFor()));
        organization.list(key, text -> text).stream()
                .flatMap(text -> EmailAddress.parse(text).stream())
                .filter(address -> !believed.contains(address.domain()))
                .forEach(address -> organization
                        .place(key)
                        .problem(address + " (expected: a domain that one of " + KEY + " vouches for: "
                                + String.join(", ", believed) + ")"));
    }
}

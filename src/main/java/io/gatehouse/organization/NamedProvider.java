package io.gatehouse.organization;

import io.gatehouse.organization.entra.Directory;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One of an organization's several identity providers.
 *
 * @param title what its button says
 * @param emailDomains whose addresses it is chosen for, in lower case
 * @param vouchesFor in which domains an e-mail address is believed that it calls verified, in lower case
 * @param plain whether upstreams know its people as those of an only provider, by the subject without its name; it sends them
 *     back to where an only one does, too
 * @param roles what the groups of this provider give; another's of the same name are others
 */
public record NamedProvider(
        String name,
        String title,
        IdentityProvider settings,
        Set<String> emailDomains,
        Set<String> vouchesFor,
        boolean plain,
        RoleMapping roles) {

    public static final String EXPECTED_NAME = "1 to 40 of a-z, 0-9 and -";

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");

    public NamedProvider {
        emailDomains = Set.copyOf(emailDomains);
        vouchesFor = Set.copyOf(vouchesFor);
    }

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether both can call the same account theirs: then nobody could say of a token whose it is. */
    boolean mayNameTheSame(NamedProvider other) {
        Issuer here = settings.issuer();
        Issuer there = other.settings.issuer();
        boolean anyTenant =
                Stream.of(here, there).allMatch(issuer -> issuer.directory().isPresent())
                        && Stream.of(here, there).anyMatch(NamedProvider::isWithoutTenant);
        return anyTenant || here.isNamed(there.toString()) || there.isNamed(here.toString());
    }

    /** Of many tenants, or by a domain, whose tenant's id is known to Microsoft alone. */
    private static boolean isWithoutTenant(Issuer issuer) {
        return issuer.directory().flatMap(Directory::tenantId).isEmpty();
    }

    /** An earlier one of these that may name the same accounts. */
    public Optional<NamedProvider> rivalAmong(Iterable<NamedProvider> earlier) {
        for (NamedProvider each : earlier) {
            if (mayNameTheSame(each)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}

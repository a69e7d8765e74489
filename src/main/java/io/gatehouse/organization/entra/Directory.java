package io.gatehouse.organization.entra;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A directory of Microsoft Entra ID as an issuer or a metadata address names it: by tenant id, by domain, or as one of the
 * words for many at once.
 *
 * @param host in lower case
 * @param tenant a tenant id in lower case, a domain, {@code common}, {@code organizations}, {@code consumers}, or
 *     {@link #ANY_TENANT}
 * @param version of its tokens: 1, whose issuer is another host, or 2
 */
public record Directory(Cloud cloud, String host, String tenant, int version) {

    /** What stands in the metadata of issuers of many tenants, instead of an id. */
    public static final String ANY_TENANT = "{tenantid}";

    /** Of all personal Microsoft accounts: anybody can make one. */
    public static final String PERSONAL_ACCOUNTS = "9188040d-6c67-4c5b-b112-36a304b66dad";

    private static final Pattern TENANT_ID = Pattern.compile("\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Set<String> OF_MANY = Set.of("common", "organizations", ANY_TENANT);

    /** No URI may have braces. */
    private static final String STAND_IN = "any-tenant-id";

    public static boolean isTenantId(String text) {
        return TENANT_ID.matcher(text).matches();
    }

    /** Empty for what is none of Microsoft's. */
    public static Optional<Directory> of(String address) {
        try {
            return of(URI.create(address.replace(ANY_TENANT, STAND_IN)));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static Optional<Directory> of(URI address) {
        String host = Optional.ofNullable(address.getHost()).orElse("").toLowerCase(Locale.ROOT);
        List<String> path = Arrays.stream(
                        Optional.ofNullable(address.getPath()).orElse("").split("/"))
                .filter(segment -> !segment.isEmpty() && !segment.equals("tfp")) // B2C puts it in front
                .toList();
        return Cloud.of(host)
                .filter(unused -> "https".equalsIgnoreCase(address.getScheme()) && !path.isEmpty())
                .map(cloud -> new Directory(
                        cloud,
                        host,
                        tenant(path.get(0)),
                        path.get(path.size() - 1).equals("v2.0") ? 2 : 1));
    }

    private static String tenant(String segment) {
        return segment.equals(STAND_IN) ? ANY_TENANT : segment.toLowerCase(Locale.ROOT);
    }

    public boolean isOfMany() {
        return OF_MANY.contains(tenant);
    }

    public boolean isPersonal() {
        return tenant.equals("consumers") || tenant.equals(PERSONAL_ACCOUNTS);
    }

    /** The one tenant that is named; empty for a domain or for many. */
    public Optional<String> tenantId() {
        return Optional.of(tenant).filter(Directory::isTenantId);
    }

    /**
     * Whether an issuer is what this directory calls itself. A domain is as good as the tenant id that Microsoft has for it,
     * and the first version's tokens come from another host.
     */
    public boolean isNamed(Directory issuer) {
        boolean sameTenant = tenantId()
                .map(id -> issuer.tenant.equals(id))
                .orElseGet(() -> issuer.tenantId().isPresent() || isOfMany() && issuer.tenant.equals(ANY_TENANT));
        return isNamedBy(issuer) && version == issuer.version && sameTenant;
    }

    /** Customers' directories have hosts of their own, which External ID calls by the tenant's id. */
    private boolean isNamedBy(Directory issuer) {
        return cloud == Cloud.CUSTOMERS
                ? issuer.host.equals(host) || issuer.host.equals(issuer.tenant + ".ciamlogin.com")
                : cloud.isIssuerHost(issuer.host);
    }
}

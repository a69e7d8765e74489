package io.gatehouse.identity;

import io.gatehouse.organization.entra.Directory;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whose account it is that signed in: by what its provider tells it apart, and where it is at home.
 *
 * @param home the tenant (Entra ID) or the hosted domain (Google), in lower case; empty when it has none
 */
public record Account(String issuer, String subject, Optional<String> home, boolean isEntra, boolean isGoogle) {

    private static final String GOOGLE = "https://accounts.google.com";

    /**
     * @param claims of a verified ID token
     * @throws IllegalArgumentException when they name nobody
     */
    public static Account of(Map<String, Object> claims) {
        String issuer = String.valueOf(claims.get("iss"));
        String subject = Claims.text(claims, "sub").orElseThrow(() -> new IllegalArgumentException("sub: missing"));
        Optional<Directory> directory = Directory.of(issuer);
        if (directory.isPresent()) {
            Optional<String> tenant = directory.get().tenantId();
            return new Account(issuer, stable(claims, tenant).orElse(subject), tenant, true, false);
        }
        boolean google = issuer.equals(GOOGLE);
        return new Account(issuer, subject, google ? lowerCase(claims, "hd") : Optional.empty(), false, google);
    }

    /**
     * The object id and the tenant id, as Microsoft's own libraries join them: they stay when the client is registered anew,
     * and mean the same person to every client. The tenant is the one that the verified issuer names.
     */
    private static Optional<String> stable(Map<String, Object> claims, Optional<String> tenant) {
        Optional<String> objectId = lowerCase(claims, "oid").filter(Directory::isTenantId);
        return lowerCase(claims, "tid")
                .filter(named -> tenant.filter(named::equals).isPresent())
                .flatMap(named -> objectId.map(id -> id + "." + named));
    }

    private static Optional<String> lowerCase(Map<String, Object> claims, String name) {
        return Claims.text(claims, name).map(text -> text.toLowerCase(Locale.ROOT));
    }
}

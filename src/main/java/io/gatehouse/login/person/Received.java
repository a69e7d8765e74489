package io.gatehouse.login.person;

import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/** Claims of an ID token and of user info as one: the signed ones first. */
final class Received {

    private static final String EMAIL = "email";
    private static final String VERIFIED = "email_verified";

    private Received() {}

    static Map<String, Object> of(OidcUser user) {
        Map<String, Object> signed = user.getIdToken().getClaims();
        Map<String, Object> all = new HashMap<>(
                user.getUserInfo() == null ? Map.of() : user.getUserInfo().getClaims());
        Optional<EmailAddress> elsewhere = address(all);
        all.putAll(signed);
        // What user info says of its own address says nothing of another one in the ID token.
        if (signed.containsKey(EMAIL) && !signed.containsKey(VERIFIED) && !elsewhere.equals(address(signed))) {
            all.remove(VERIFIED);
        }
        return all;
    }

    /**
     * Whether the provider says that the claim has values which are not in the token: as a distributed claim (OpenID Connect
     * Core 1.0 §5.6.2; Entra ID's way for more than 200 groups) or by {@code hasgroups} (its way in shorter tokens).
     */
    static boolean isWithheld(ClaimPath path, Map<String, Object> claims) {
        boolean elsewhere = claims.get("_claim_names") instanceof Map<?, ?> names && names.containsKey(path.claim());
        Object hasGroups = claims.get("hasgroups");
        return elsewhere || path.claim().equals("groups") && "true".equals(String.valueOf(hasGroups));
    }

    private static Optional<EmailAddress> address(Map<String, Object> claims) {
        return claims.get(EMAIL) instanceof String text ? EmailAddress.parse(text) : Optional.empty();
    }
}

package io.gatehouse.demo;

import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A person who can sign in at a demo identity provider. */
public record DemoUser(String username, String name, String email, boolean emailVerified, List<String> groups) {

    public DemoUser {
        groups = List.copyOf(groups);
    }

    /** Stable and opaque: who relies on it cannot mistake it for an address that may change hands. */
    public String subject() {
        byte[] hash = Digests.sha256(("subject of " + username).getBytes(StandardCharsets.UTF_8));
        return Base64URL.encode(Arrays.copyOf(hash, 15)).toString();
    }

    Map<String, Object> claims(Set<String> scopes) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", subject());
        if (scopes.contains("email")) {
            claims.put("email", email);
            claims.put("email_verified", emailVerified);
        }
        if (scopes.contains("profile")) {
            claims.put("name", name);
            claims.put("preferred_username", username);
        }
        claims.put("groups", groups);
        return claims;
    }
}

package io.gatehouse.session.cookie;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.KeyedCheck;
import io.gatehouse.secret.SecretKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.web.server.ServerWebExchange;

/**
 * The session cookie of each organization: the id and a keyed check that binds it to the organization, so that a forged
 * one, or one carried over from another organization, is refused without asking the store.
 */
public final class SessionCookies {

    private final KeyedCheck check;
    private final String prefix;
    private final boolean secure;

    public SessionCookies(PublicUrl publicUrl, SecretKeys keys) {
        this.check = keys.check("session cookie");
        this.secure = publicUrl.isHttps();
        this.prefix = secure ? "__Host-gatehouse-" : "gatehouse-";
    }

    /** Empty for none, for a forged one, and for two that both hold: a planted one must not win by its place. */
    public Optional<SessionId> read(ServerWebExchange exchange, OrganizationName organization) {
        Set<SessionId> all = all(exchange, organization);
        return all.size() == 1 ? Optional.of(all.iterator().next()) : Optional.empty();
    }

    /** All whose check holds. */
    public Set<SessionId> all(ServerWebExchange exchange, OrganizationName organization) {
        Set<SessionId> found = Set.of();
        for (HttpCookie cookie : exchange.getRequest().getCookies().getOrDefault(name(organization), List.of())) {
            Optional<SessionId> id = parse(cookie.getValue(), organization);
            if (id.isPresent() && found.isEmpty()) {
                found = Set.of(id.get());
            } else if (id.isPresent()) {
                found = new HashSet<>(found);
                found.add(id.get());
            }
        }
        return found;
    }

    public void write(ServerWebExchange exchange, OrganizationName organization, SessionId id) {
        byte[] proof = check.of(organization.value(), id.value());
        String value = id.value() + Base64.getUrlEncoder().withoutPadding().encodeToString(proof);
        exchange.getResponse().addCookie(cookie(organization, value).build());
    }

    public void clear(ServerWebExchange exchange, OrganizationName organization) {
        exchange.getResponse()
                .addCookie(cookie(organization, "").maxAge(Duration.ZERO).build());
    }

    /** Whose cookies with a check that holds this browser sent; whether their sessions live is another question. */
    public List<OrganizationName> organizations(ServerWebExchange exchange) {
        List<OrganizationName> found = new ArrayList<>();
        for (String name : new TreeSet<>(exchange.getRequest().getCookies().keySet())) {
            if (name.startsWith(prefix)) {
                OrganizationName.parse(name.substring(prefix.length()))
                        .filter(organization -> read(exchange, organization).isPresent())
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<SessionId> parse(String value, OrganizationName organization) {
        if (value.length() <= SessionId.LENGTH) {
            return Optional.empty();
        }
        String id = value.substring(0, SessionId.LENGTH);
        try {
            byte[] proof = Base64.getUrlDecoder().decode(value.substring(SessionId.LENGTH));
            return check.holds(proof, organization.value(), id) ? Optional.of(new SessionId(id)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Ends with the browser; the store ends it earlier by idle time and age. */
    private ResponseCookie.ResponseCookieBuilder cookie(OrganizationName organization, String value) {
        return ResponseCookie.from(name(organization), value)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax");
    }

    private String name(OrganizationName organization) {
        return prefix + organization;
    }
}

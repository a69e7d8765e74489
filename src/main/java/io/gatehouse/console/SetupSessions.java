package io.gatehouse.console;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.SetupLink;
import io.gatehouse.settings.SetupLinks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.web.server.ServerWebExchange;

/**
 * What a set-up link turns into: half an hour in one organization's settings. It is a sealed cookie that no
 * other host can set ({@code __Host-}), and no session: no upstream ever sees one.
 */
final class SetupSessions {

    private final Sealer sealer;
    private final boolean secure;
    private final Clock clock;

    SetupSessions(PublicUrl publicUrl, SecretKeys keys, Clock clock) {
        this.sealer = keys.sealer("set-up visit");
        this.secure = publicUrl.isHttps();
        this.clock = clock;
    }

    void begin(ServerWebExchange exchange, SetupLink link) {
        byte[] plain = ByteBuffer.allocate(2 * Long.BYTES + link.id().length())
                .putLong(clock.instant().plus(SetupLinks.VISIT).toEpochMilli())
                .putLong(link.made().toEpochMilli())
                .put(link.id().getBytes(StandardCharsets.US_ASCII))
                .array();
        OrganizationName organization = link.organization();
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(sealer.seal(plain, organization.value()));
        exchange.getResponse().addCookie(cookie(organization, value, SetupLinks.VISIT));
    }

    /** Who came by a link, as this browser's cookie says; empty when its time is over. */
    Optional<Guest.ByLink> find(ServerWebExchange exchange, OrganizationName organization) {
        List<HttpCookie> cookies = exchange.getRequest().getCookies().getOrDefault(name(organization), List.of());
        return cookies.stream()
                .flatMap(cookie -> opened(cookie.getValue(), organization).stream())
                .findFirst();
    }

    void end(ServerWebExchange exchange, OrganizationName organization) {
        exchange.getResponse().addCookie(cookie(organization, "", Duration.ZERO));
    }

    private Optional<Guest.ByLink> opened(String value, OrganizationName organization) {
        try {
            return sealer.open(Base64.getUrlDecoder().decode(value), organization.value())
                    .map(ByteBuffer::wrap)
                    .filter(plain -> clock.instant().isBefore(Instant.ofEpochMilli(plain.getLong())))
                    .map(SetupSessions::guest);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Guest.ByLink guest(ByteBuffer plain) {
        Instant made = Instant.ofEpochMilli(plain.getLong());
        return new Guest.ByLink(StandardCharsets.US_ASCII.decode(plain).toString(), made);
    }

    /** With a dot, which no organization has in its name: a session cookie is never taken for this one. */
    private String name(OrganizationName organization) {
        return (secure ? "__Host-" : "") + "gatehouse-.setup-" + organization;
    }

    private ResponseCookie cookie(OrganizationName organization, String value, Duration maxAge) {
        return ResponseCookie.from(name(organization), value)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax") // strict would leave it behind on the way back from the identity provider
                .maxAge(maxAge)
                .build();
    }
}

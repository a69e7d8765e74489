package io.gatehouse.login.choice;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.ProviderName;
import io.gatehouse.request.PublicUrl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.web.server.ServerWebExchange;

/**
 * What this browser chose last, in a cookie with the name of an identity provider and of nobody. It orders the buttons and decides
 * nothing: whoever plants another value moves a button.
 */
final class LastChoice {

    private static final Duration KEPT = Duration.ofDays(180);

    private final String prefix;
    private final boolean secure;

    LastChoice(PublicUrl publicUrl) {
        this.secure = publicUrl.isHttps();
        this.prefix = secure ? "__Secure-gatehouse-.choice-" : "gatehouse-.choice-";
    }

    /** Empty where it is none of the organization's identity providers. */
    Optional<Organization> find(ServerWebExchange exchange, Organization organization) {
        List<HttpCookie> cookies =
                exchange.getRequest().getCookies().getOrDefault(name(organization.name()), List.of());
        return cookies.stream().findFirst().map(HttpCookie::getValue).flatMap(organization::through);
    }

    void keep(ServerWebExchange exchange, ProviderName chosen) {
        OrganizationName organization = chosen.organization();
        exchange.getResponse()
                .addCookie(ResponseCookie.from(name(organization), chosen.provider())
                        .path("/organizations/" + organization + "/oidc/")
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite("Lax")
                        .maxAge(KEPT)
                        .build());
    }

    private String name(OrganizationName organization) {
        return prefix + organization;
    }
}

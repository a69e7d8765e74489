package io.gatehouse.console;

import io.gatehouse.login.provider.Clicks;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.settings.SignOn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** The sign-on page's identity providers, and what to click at the one that is open. */
final class ProviderTabs {

    private ProviderTabs() {}

    /** One is open: the one whose name was clicked, else the one that the issuer tells. */
    static Map<String, Object> of(ServerWebExchange exchange, Optional<SignOn> present) {
        String asked = Optional.ofNullable(
                        exchange.getRequest().getQueryParams().getFirst("provider"))
                .orElse("");
        Issuer.Provider told =
                present.map(it -> it.identityProvider().issuer().provider()).orElse(Issuer.Provider.ENTRA);
        List<Map<String, Object>> all = new ArrayList<>();
        Issuer.Provider open = told;
        for (Issuer.Provider provider : Issuer.Provider.values()) {
            if (provider.name().equalsIgnoreCase(asked)) {
                open = provider;
            }
        }
        for (Issuer.Provider provider : Issuer.Provider.values()) {
            all.add(Map.of(
                    "id",
                    provider.name().toLowerCase(Locale.ROOT),
                    "title",
                    provider.title(),
                    "current",
                    provider == open,
                    "other",
                    provider != open));
        }
        String roles = open == Issuer.Provider.ENTRA
                ? "app roles, which come as the claim “roles”"
                : "the groups of a person as a claim “groups”";
        return Map.of("providers", all, "clicks", Clicks.at(open), "clicksAt", open.title(), "rolesWanted", roles);
    }
}

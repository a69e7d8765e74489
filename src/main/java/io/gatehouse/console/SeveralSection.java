package io.gatehouse.console;

import io.gatehouse.login.BrokenSignIns;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.organization.NamedProvider;
import io.gatehouse.organization.Organization;
import io.gatehouse.request.PublicUrl;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What the sign-on page shows of several identity providers, which are the operator's to change. */
final class SeveralSection {

    private SeveralSection() {}

    /** A row for each; none where there is one identity provider at most. */
    static List<Map<String, Object>> of(Organization organization, PublicUrl publicUrl, BrokenSignIns broken) {
        return organization.hasSeveral()
                ? organization.ways().stream()
                        .map(way -> row(way, publicUrl, broken))
                        .toList()
                : List.of();
    }

    private static Map<String, Object> row(Organization way, PublicUrl publicUrl, BrokenSignIns broken) {
        NamedProvider named = way.identityProviders().chosen().orElseThrow();
        return Map.of(
                "name",
                named.name(),
                "title",
                named.title(),
                "issuer",
                named.settings().issuer().toString(),
                "clientId",
                named.settings().clientId(),
                "redirectUris",
                Providers.redirectUris(publicUrl, way).stream()
                        .map(URI::toString)
                        .toList(),
                "chosenFor",
                String.join(", ", new TreeSet<>(named.emailDomains())),
                "vouchesFor",
                String.join(", ", new TreeSet<>(named.vouchesFor())),
                "broken",
                broken.of(way.providerName())
                        .map(failure -> failure.diagnosis().said())
                        .orElse(""));
    }
}

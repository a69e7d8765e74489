package io.gatehouse.login.client;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Organizations;
import io.gatehouse.organization.ProviderName;
import io.gatehouse.organization.provider.IdentityProvider;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The client secret for one of an organization's identity providers, whose end is near or over.
 *
 * @param days until the last day, in UTC; negative when that is over
 */
public record ExpiringSecret(ProviderName provider, LocalDate lastDay, long days, Nearness nearness) {

    /** In the order of the organizations' names. */
    public static List<ExpiringSecret> among(Organizations organizations, Clock clock) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return organizations.all().stream()
                .flatMap(organization -> organization.ways().stream())
                .flatMap(way -> of(way, today).stream())
                .sorted(Comparator.comparing(expiring -> expiring.provider().toString()))
                .toList();
    }

    private static Optional<ExpiringSecret> of(Organization organization, LocalDate today) {
        return organization
                .identityProvider()
                .flatMap(IdentityProvider::clientSecretExpires)
                .flatMap(lastDay -> of(organization.providerName(), lastDay, ChronoUnit.DAYS.between(today, lastDay)));
    }

    private static Optional<ExpiringSecret> of(ProviderName provider, LocalDate lastDay, long days) {
        return Nearness.of(days).map(nearness -> new ExpiringSecret(provider, lastDay, days, nearness));
    }

    /** Whether who was told of the other has nothing new to read in this. */
    boolean isSaidBy(ExpiringSecret other) {
        return lastDay.equals(other.lastDay) && nearness == other.nearness;
    }

    /** The reminder, for logs and {@code ./gateway check}. */
    @Override
    public String toString() {
        return "secret: " + provider + ": client-secret: " + when()
                + " (expected: a new one; docs/operations.md#client-secrets)";
    }

    private String when() {
        if (days < 0) {
            return "expired on " + lastDay;
        }
        String in = days == 0 ? "today" : "in " + days + (days == 1 ? " day" : " days");
        return "expires on " + lastDay + ", " + in;
    }
}

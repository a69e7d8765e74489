package io.gatehouse.login.person;

import io.gatehouse.identity.Claims;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.organization.entra.GroupOverage;
import io.gatehouse.organization.provider.ClaimsFrom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * Reads a person from what came at sign-in, and the groups from wherever the organization's settings say that they may stand.
 * Groups that exist and did not come are never taken for none.
 */
public final class Persons {

    private Persons() {}

    /** Errors are {@link SignInRefused}, or what kept the provider's keys or Microsoft Graph away. */
    public static Mono<SignedIn> read(Provider provider, TokenAnswer answer, Organization organization) {
        Map<String, Object> received = Received.of(answer.user());
        Claims claims = provider.claims(received, organization);
        return withGroups(claims, received, provider, answer, organization)
                .map(person -> new SignedIn(person, received, answer));
    }

    /**
     * Whom a bearer token names, by the same rules. Its groups stand in it or nowhere: it is of no use at Microsoft Graph.
     *
     * @param verified all claims of the token
     * @throws SignInRefused when there are groups that did not come
     */
    public static Claims bearer(Provider provider, Map<String, Object> verified, Organization organization) {
        Claims claims = provider.claims(verified, organization);
        if (!Received.isWithheld(organization.roles().claim(), verified)) {
            return claims;
        }
        if (provider.settings().groupOverage() != GroupOverage.DEFAULT_ROLE) {
            throw withheld("bearer token", organization, provider.settings().groupOverage());
        }
        return claims.withGroupsWithheld();
    }

    private static Mono<Claims> withGroups(
            Claims claims,
            Map<String, Object> received,
            Provider provider,
            TokenAnswer answer,
            Organization organization) {
        ClaimPath path = organization.roles().claim();
        if (Received.isWithheld(path, received)) {
            return withheld(claims, provider, answer, organization);
        }
        if (!claims.groups().isEmpty() || provider.settings().claimsFrom() != ClaimsFrom.ACCESS_TOKEN) {
            return Mono.just(claims);
        }
        return AccessTokenClaims.of(provider, answer)
                .flatMap(inAccessToken -> Received.isWithheld(path, inAccessToken)
                        ? withheld(claims, provider, answer, organization)
                        : Mono.just(claims.withGroups(path.read(inAccessToken))));
    }

    private static Mono<Claims> withheld(
            Claims claims, Provider provider, TokenAnswer answer, Organization organization) {
        return switch (provider.settings().groupOverage()) {
            case REFUSE -> Mono.error(() -> withheld("ID token", organization, GroupOverage.REFUSE));
            case DEFAULT_ROLE -> Mono.just(claims.withGroupsWithheld());
            case GRAPH ->
                Graph.of(provider)
                        .groups(answer.accessToken())
                        .map(groups -> claims.withGroups(granting(groups, organization.roles())));
        };
    }

    private static SignInRefused withheld(String where, Organization organization, GroupOverage overage) {
        String rule = overage.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new SignInRefused(new Diagnosis(
                Fault.GROUPS_WITHHELD,
                where,
                organization.roles().claim() + ": too many for the token (group-overage: " + rule + ")"));
    }

    /** A thousand groups would be a header that upstreams refuse, and a session of 40 KB: only those count that grant something. */
    private static List<String> granting(List<String> groups, RoleMapping roles) {
        Set<String> known =
                roles.grants().values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        return groups.stream().filter(known::contains).toList();
    }
}

package io.gatehouse.login.person;

import io.gatehouse.identity.Claims;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.entra.GroupOverage;
import io.gatehouse.organization.provider.ClaimsFrom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        Claims claims = claims(provider, received, organization);
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
        Claims claims = claims(provider, verified, organization);
        if (!Received.isWithheld(organization.roles().claim(), verified)) {
            return claims;
        }
        if (provider.settings().groupOverage() != GroupOverage.DEFAULT_ROLE) {
            throw withheld("bearer token", organization, provider.settings().groupOverage());
        }
        return claims.withGroupsWithheld();
    }

    /** With what routes read of the person; of a claim whose values stand elsewhere nothing is known. */
    private static Claims claims(Provider provider, Map<String, Object> received, Organization organization) {
        List<ClaimPath> here = organization.reads().claims().stream()
                .filter(path -> !Received.isWithheld(path, received))
                .toList();
        return provider.claims(received, organization).keeping(here, received);
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
            case GRAPH -> // only those count that are used: a thousand would make a session of 40 KB
                Graph.of(provider)
                        .groups(answer.accessToken())
                        .map(groups -> claims.withGroups(
                                groups.stream().filter(organization::uses).toList()));
        };
    }

    private static SignInRefused withheld(String where, Organization organization, GroupOverage overage) {
        String rule = overage.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new SignInRefused(new Diagnosis(
                Fault.GROUPS_WITHHELD,
                where,
                organization.roles().claim() + ": too many for the token (group-overage: " + rule + ")"));
    }
}

package io.gatehouse.upstream.person;

import com.github.benmanes.caffeine.cache.Interner;
import io.gatehouse.assertion.Asserted;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.Organizations;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Destination.UserFormat;
import io.gatehouse.route.header.Fact;
import io.gatehouse.route.header.HeaderPlan;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What may be said of a person in their organization's name: an address that another organization claims stands nowhere where
 * an upstream could know a person by it.
 *
 * @param organizations they are said with: who claims which e-mail domain
 */
record Facts(Claims claims, List<String> roles, Organization organization, Organizations organizations) {

    /** Of a name in a header, in characters; one in Arabic takes six of them a letter. */
    private static final int LONGEST_NAME = 768;

    /** Lists that many people have alike. */
    private static final Interner<String> SHARED = Interner.newWeakInterner();

    static Facts of(Identity person, Organization organization, Organizations organizations) {
        return new Facts(person.claims(), person.roles(), organization, organizations);
    }

    /** As the value of a header; empty when there is nothing to say. A list without elements is an empty text. */
    Optional<String> value(Fact fact, Destination.Upstream upstream) {
        if (fact instanceof Fact.Claim claim) {
            return claim(claim.path());
        }
        return switch ((Fact.Known) fact) {
            case USER -> Optional.of(user(upstream.userFormat()));
            case SUBJECT -> Optional.of(user(UserFormat.SUBJECT));
            case USERNAME -> Optional.of(HeaderValue.of(username()));
            case NAME ->
                Optional.of(claim(ClaimPath.NAME)
                        .filter(Facts::isOfUsualLength)
                        .orElseGet(() -> HeaderValue.of(username())));
            case EMAIL -> email();
            case GROUPS -> Optional.of(list(groups(upstream.headers().groups())));
            case ROLES -> Optional.of(list(roles));
            case ORGANIZATION -> Optional.of(organization.name().value());
        };
    }

    /** Whether there may be something to say, and it is not here to be said. */
    boolean isUnknown(Fact fact) {
        return fact instanceof Fact.Claim claim
                ? claims.kept(claim.path()).isEmpty()
                : fact.equals(Fact.Known.GROUPS) && claims.groupsWithheld();
    }

    String user(UserFormat format) {
        return HeaderValue.of(format == UserFormat.SUBJECT ? subject() : qualified());
    }

    List<String> groups(HeaderPlan.Groups wanted) {
        return wanted == HeaderPlan.Groups.ALL
                ? claims.groups()
                : claims.groups().stream().filter(organization::uses).toList();
    }

    /** Of any upstream. */
    Asserted asserted(String session) {
        return new Asserted(
                organization.name(), SessionDigest.of(session), username(), email(), claims.emailVerified(), roles);
    }

    /** In the place of one that may not be said, how the subject alone would be. */
    private String username() {
        String name = claims.username();
        return maySay(name) && !looksQualified(name) && isOfUsualLength(HeaderValue.of(name)) ? name : subject();
    }

    /** Nobody's name is to decide what else of them has room. */
    private static boolean isOfUsualLength(String value) {
        return value.length() <= LONGEST_NAME;
    }

    /** One that could be read as another organization's address is said with its own organization. */
    private String subject() {
        return maySay(claims.subject()) && !looksQualified(here()) ? here() : qualified();
    }

    /** {@code globex:alice} is what somebody of Globex is called. */
    private boolean looksQualified(String text) {
        int colon = text.indexOf(':');
        return colon > 0
                && OrganizationName.parse(text.substring(0, colon))
                        .flatMap(organizations::find)
                        .isPresent();
    }

    /** Unique in the organization, whichever of its identity providers it is of. */
    private String here() {
        return organization.identityProviders().subject(claims.subject());
    }

    private String qualified() {
        return organization.name() + ":" + here();
    }

    private Optional<String> email() {
        return claims.email().map(EmailAddress::value).filter(this::maySay);
    }

    private Optional<String> claim(ClaimPath path) {
        return claims.kept(path)
                .map(values -> values.stream()
                        .filter(value -> maySay(value) && !looksQualified(value))
                        .toList())
                .filter(values -> !values.isEmpty())
                .map(Facts::list);
    }

    private static String list(Collection<String> values) {
        return SHARED.intern(HeaderValue.list(values));
    }

    private boolean maySay(String text) {
        return !organizations.isClaimedByAnother(text, organization.name());
    }
}

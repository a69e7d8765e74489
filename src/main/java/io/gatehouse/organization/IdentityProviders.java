package io.gatehouse.organization;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The several identity providers of an organization. Nothing signs in to the organization as such then, but to the organization
 * <em>through</em> one of them: whatever forgets to choose finds no identity provider at all.
 *
 * @param chosen through which of several this organization is seen; empty where there is one, or none is chosen
 * @param each the organization through each, in the order of its file; empty where there is one, or one is chosen
 * @param names of all of them, in that order
 */
public record IdentityProviders(Optional<NamedProvider> chosen, List<Organization> each, List<String> names) {

    /** One, or none entered yet. */
    public static final IdentityProviders ONE = new IdentityProviders(Optional.empty(), List.of(), List.of());

    public IdentityProviders {
        each = List.copyOf(each);
        names = List.copyOf(names);
    }

    /** Whom this address is to sign in at; empty when it is nobody's. */
    public Optional<Organization> chosenFor(EmailAddress address) {
        return first(way -> way.identityProviders()
                .chosen()
                .filter(named -> named.emailDomains().contains(address.domain()))
                .isPresent());
    }

    /**
     * Whether an e-mail address counts that the identity provider calls verified: of several, each is believed about its own
     * domains only, or one of them could sign in as whomever another one knows.
     */
    public boolean believes(EmailAddress verified) {
        return chosen.map(named -> named.vouchesFor().contains(verified.domain()))
                .orElse(names.isEmpty());
    }

    /** By what upstreams know a person: of several providers each has subjects of its own, and two of them may be equal. */
    public String subject(String subject) {
        boolean plain = chosen.map(NamedProvider::plain).orElse(names.isEmpty());
        return plain && !isQualified(subject) ? subject : chosenName() + ":" + subject;
    }

    /** What reads like another provider's must not be one of the plain one's. */
    private boolean isQualified(String subject) {
        return names.stream().anyMatch(other -> subject.startsWith(other + ":"));
    }

    List<NamedProvider> several() {
        return each.stream()
                .flatMap(way -> way.identityProviders().chosen().stream())
                .toList();
    }

    String chosenName() {
        return chosen.map(NamedProvider::name).orElse("");
    }

    Optional<Organization> named(String provider) {
        return first(way -> way.identityProviders().chosenName().equals(provider));
    }

    Optional<Organization> ofIssuer(String issuer) {
        return first(way -> way.identityProvider()
                .filter(settings -> settings.issuer().isNamed(issuer))
                .isPresent());
    }

    private Optional<Organization> first(Predicate<Organization> wanted) {
        return each.stream().filter(wanted).findFirst();
    }
}

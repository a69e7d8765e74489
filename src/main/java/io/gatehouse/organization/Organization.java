package io.gatehouse.organization;

import io.gatehouse.organization.branding.Branding;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.request.PublicUrl;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One organization: who its people are, how they sign in and what they may become.
 *
 * @param title its name for people
 * @param pilot who gets in while {@code sso: pilot}, beside the admins
 * @param admins who is admin by verified e-mail address
 * @param boundAdmins who is admin by issuer and subject, whatever the identity provider says of their groups
 * @param identityProvider empty until its admin has entered one, and while none of several is chosen
 * @param hosts its own origins, the first of them the usual one; empty while it lives on the public URL
 * @param upstreams by route name: where that route leads for this organization
 * @param inFile the keys that the operator's file has, of {@code branding} and {@code members} those below too, as {@code
 *     members.admit}; each of those is the operator's alone
 * @param reads what routes read of its people besides roles
 * @param branding how its people's pages look
 * @param identityProviders where it has several
 */
public record Organization(
        OrganizationName name,
        String title,
        Sso sso,
        Set<EmailAddress> pilot,
        Set<EmailAddress> admins,
        Set<PersonId> boundAdmins,
        Optional<IdentityProvider> identityProvider,
        Membership members,
        RoleMapping roles,
        SessionLimits sessions,
        List<PublicUrl> hosts,
        Map<String, URI> upstreams,
        Set<String> inFile,
        Reads reads,
        Branding branding,
        IdentityProviders identityProviders) {

    public Organization {
        pilot = Set.copyOf(pilot);
        admins = Set.copyOf(admins);
        boundAdmins = Set.copyOf(boundAdmins);
        inFile = Set.copyOf(inFile);
        hosts = List.copyOf(hosts);
        upstreams = Map.copyOf(upstreams);
    }

    /** One whose people routes read nothing of, and whose pages look like everybody's. */
    public Organization(
            OrganizationName name,
            String title,
            Sso sso,
            Set<EmailAddress> pilot,
            Set<EmailAddress> admins,
            Set<PersonId> boundAdmins,
            Optional<IdentityProvider> identityProvider,
            Membership members,
            RoleMapping roles,
            SessionLimits sessions,
            List<PublicUrl> hosts,
            Map<String, URI> upstreams,
            Set<String> inFile) {
        this(
                name,
                title,
                sso,
                pilot,
                admins,
                boundAdmins,
                identityProvider,
                members,
                roles,
                sessions,
                hosts,
                upstreams,
                inFile,
                Reads.NOTHING,
                Branding.NONE,
                IdentityProviders.ONE);
    }

    /** The same, of whose people routes read this. */
    public Organization readBy(Reads routes) {
        return copy(title, sso, boundAdmins, identityProvider, members, roles, routes, branding, identityProviders)
                .throughout();
    }

    /** The same, whose pages look so. */
    public Organization branded(Branding look) {
        return with(title, look, members);
    }

    /** The same with what its admins have entered of who gets in, where they sign in, and as what. */
    public Organization with(
            Sso present, Set<PersonId> admitted, Optional<IdentityProvider> provider, RoleMapping mapping) {
        return copy(title, present, admitted, provider, members, mapping, reads, branding, identityProviders)
                .throughout();
    }

    /** The same with another name, look and way in for who is not a member yet. */
    public Organization with(String called, Branding look, Membership admitted) {
        return copy(called, sso, boundAdmins, identityProvider, admitted, roles, reads, look, identityProviders)
                .throughout();
    }

    /**
     * The same with several identity providers, each with groups of its own. The roles are everybody's: an admin can give each to
     * a member, whichever provider vouches for them. With an empty list the same with the one it has.
     */
    public Organization with(List<NamedProvider> several) {
        if (several.isEmpty()) {
            return through(identityProvider, roles, IdentityProviders.ONE);
        }
        List<String> names = several.stream().map(NamedProvider::name).toList();
        List<String> known = several.stream()
                .flatMap(named -> named.roles().roles().stream())
                .distinct()
                .toList();
        List<Organization> each = several.stream()
                .map(named -> through(
                        Optional.of(named.settings()),
                        named.roles().knowing(known),
                        new IdentityProviders(Optional.of(named), List.of(), names)))
                .toList();
        return through(Optional.empty(), roles.knowing(known), new IdentityProviders(Optional.empty(), each, names));
    }

    private Organization through(Optional<IdentityProvider> provider, RoleMapping mapping, IdentityProviders several) {
        return copy(title, sso, boundAdmins, provider, members, mapping, reads, branding, several);
    }

    /** What can be another about the same organization; all the rest stays. */
    private Organization copy(
            String called,
            Sso state,
            Set<PersonId> bound,
            Optional<IdentityProvider> provider,
            Membership admitted,
            RoleMapping mapping,
            Reads routes,
            Branding look,
            IdentityProviders several) {
        return new Organization(
                name, called, state, pilot, admins, bound, provider, admitted, mapping, sessions, hosts, upstreams,
                inFile, routes, look, several);
    }

    /** What has changed has changed through each of several identity providers. */
    private Organization throughout() {
        return hasSeveral() ? with(identityProviders.several()) : this;
    }

    /** Whether its people choose where to sign in. */
    public boolean hasSeveral() {
        return !identityProviders.each().isEmpty();
    }

    /** The organization through each of its identity providers; itself where it has one, or none. */
    public List<Organization> ways() {
        return hasSeveral() ? identityProviders.each() : List.of(this);
    }

    /** The only way to sign in; empty where people choose. */
    public Optional<Organization> onlyWay() {
        List<Organization> ways = ways();
        return ways.size() == 1 ? Optional.of(ways.get(0)) : Optional.empty();
    }

    /** Whether somebody has said where its people sign in. */
    public boolean isSetUp() {
        return identityProvider.isPresent() || hasSeveral();
    }

    /** Which of its identity providers this is seen through. */
    public ProviderName providerName() {
        return new ProviderName(name, identityProviders.chosenName());
    }

    /** The organization through one of several; empty for a name that is none of theirs. */
    public Optional<Organization> through(String provider) {
        return identityProviders.named(provider);
    }

    /**
     * The organization through whichever of several says this of itself; itself where it is none of theirs, and then without
     * an identity provider.
     *
     * @param issuer as a token has it
     */
    public Organization throughIssuer(String issuer) {
        return hasSeveral() ? identityProviders.ofIssuer(issuer).orElse(this) : this;
    }

    /** Whether anyone of this organization can hold the role. */
    public boolean knows(String role) {
        return ways().stream().anyMatch(way -> way.roles.knows(role));
    }

    /** Whether it makes a difference here that somebody is in the group. */
    public boolean uses(String group) {
        return ways().stream().anyMatch(way -> way.roles.grantsBy(group))
                || reads.groups().contains(group);
    }

    /** Where its people reach it: its own origin, or else the one that all others share. */
    public PublicUrl home(PublicUrl publicUrl) {
        return hosts.isEmpty() ? publicUrl : hosts.get(0);
    }

    /** Whether its people reach it there. */
    public boolean livesAt(PublicUrl origin, PublicUrl publicUrl) {
        return hosts.isEmpty() ? origin.equals(publicUrl) : hosts.contains(origin);
    }
}

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
 * @param identityProvider empty until its admin has entered one
 * @param hosts its own origins, the first of them the usual one; empty while it lives on the public URL
 * @param upstreams by route name: where that route leads for this organization
 * @param inFile the keys that the operator's file has, of {@code branding} and {@code members} those below too, as {@code
 *     members.admit}; each of those is the operator's alone
 * @param reads what routes read of its people besides roles
 * @param branding how its people's pages look
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
        Branding branding) {

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
                Branding.NONE);
    }

    /** The same, of whose people routes read this. */
    public Organization readBy(Reads routes) {
        return new Organization(
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
                routes,
                branding);
    }

    /** The same, whose pages look so. */
    public Organization branded(Branding look) {
        return with(title, look, members);
    }

    /** Whether it makes a difference here that somebody is in the group. */
    public boolean uses(String group) {
        return roles.grantsBy(group) || reads.groups().contains(group);
    }

    /** The same with what its admins have entered. */
    public Organization with(
            Sso present, Set<PersonId> admitted, Optional<IdentityProvider> provider, RoleMapping mapping) {
        return new Organization(
                name, title, present, pilot, admins, admitted, provider, members, mapping, sessions, hosts, upstreams,
                inFile, reads, branding);
    }

    /** The same with another name, look and way in for who is not a member yet. */
    public Organization with(String called, Branding look, Membership admitted) {
        return new Organization(
                name,
                called,
                sso,
                pilot,
                admins,
                boundAdmins,
                identityProvider,
                admitted,
                roles,
                sessions,
                hosts,
                upstreams,
                inFile,
                reads,
                look);
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

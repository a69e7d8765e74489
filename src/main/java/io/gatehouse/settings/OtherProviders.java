package io.gatehouse.settings;

import io.gatehouse.organization.NamedProvider;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.settings.OtherProvider.Entered;
import io.gatehouse.settings.OtherProvider.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The identity providers that an organization's admins have entered beside the first one. Of the others no group gives a role:
 * their people have the default role, and what an admin gives them as members.
 *
 * @param first what the first one is called and believed about, once there are others
 * @param list in the order in which they were entered
 */
public record OtherProviders(Label first, List<OtherProvider> list) {

    /** The name of the first one; upstreams never see it, since its people stay who they were. */
    public static final String FIRST = "first";

    public static final OtherProviders NONE = new OtherProviders(new Label("", Set.of()), List.of());

    public OtherProviders {
        list = List.copyOf(list);
    }

    public Optional<OtherProvider> find(String name) {
        return list.stream().filter(other -> other.name().equals(name)).findFirst();
    }

    /** Through the first one, where others were entered beside it; otherwise the organization as it is. */
    public static Organization first(Organization organization) {
        return wereEntered(organization) ? organization.through(FIRST).orElse(organization) : organization;
    }

    /** Whether others are live, and not the operator's. */
    public static boolean wereEntered(Organization organization) {
        return organization.hasSeveral() && !organization.inFile().contains(Settings.IDENTITY_PROVIDER);
    }

    OtherProviders called(Label label) {
        return new OtherProviders(label, list);
    }

    OtherProviders stage(String name, Entered entered) {
        return find(name).isPresent()
                ? changed(name, other -> other.stage(entered))
                : new OtherProviders(
                        first,
                        Stream.concat(
                                        list.stream(),
                                        Stream.of(new OtherProvider(name, Optional.empty(), Optional.of(entered))))
                                .toList());
    }

    OtherProviders taken(String name) {
        return changed(name, OtherProvider::taken);
    }

    OtherProviders without(String name) {
        return new OtherProviders(
                first, list.stream().filter(other -> !other.name().equals(name)).toList());
    }

    private OtherProviders changed(String name, UnaryOperator<OtherProvider> change) {
        return new OtherProviders(
                first,
                list.stream()
                        .map(other -> other.name().equals(name) ? change.apply(other) : other)
                        .toList());
    }

    /**
     * The organization with those that are live beside its first identity provider; as it is without any, and without a first
     * one. Of two that may name the same accounts the later one is left out: nobody could say whose they are.
     *
     * @param one with what was entered of the first one
     */
    Organization laidOver(Organization one) {
        List<NamedProvider> several = new ArrayList<>();
        one.identityProvider()
                .ifPresent(provider -> several.add(named(FIRST, called(one), provider, true, one.roles())));
        for (OtherProvider other : list) {
            other.live()
                    .map(entered -> named(other.name(), entered, one.roles().fallback()))
                    .filter(named -> named.rivalAmong(several).isEmpty())
                    .ifPresent(several::add);
        }
        boolean alone = several.size() < 2 || one.identityProvider().isEmpty();
        RoleMapping nothing = RoleMapping.standard();
        return alone
                ? one
                : one.with(
                                one.sso(),
                                one.boundAdmins(),
                                Optional.empty(),
                                new RoleMapping(nothing.claim(), one.roles().fallback(), Map.of()))
                        .with(several);
    }

    /** By the organization's own name, until somebody says what its button says. */
    private Label called(Organization one) {
        return first.title().isEmpty() ? new Label(one.title(), first.emailDomains()) : first;
    }

    /** @param fallback the role of its people; empty: they do not get in without one that an admin gives them */
    public static NamedProvider named(String name, Entered entered, Optional<String> fallback) {
        SignOn signOn = entered.signOn();
        RoleMapping roles = new RoleMapping(signOn.groups(), fallback, Map.of());
        return named(name, entered.label(), signOn.identityProvider(), false, roles);
    }

    /** Strict as in the file: each is believed about its own domains alone. */
    private static NamedProvider named(
            String name, Label label, IdentityProvider provider, boolean plain, RoleMapping roles) {
        return new NamedProvider(
                name, label.title(), provider, label.emailDomains(), label.emailDomains(), plain, roles);
    }
}

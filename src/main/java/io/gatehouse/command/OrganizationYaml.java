package io.gatehouse.command;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Variables;
import io.gatehouse.organization.Membership;
import io.gatehouse.organization.NamedProvider;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.organization.SessionLimits;
import io.gatehouse.organization.Sso;
import io.gatehouse.organization.branding.Branding;
import io.gatehouse.organization.client.Credential;
import io.gatehouse.organization.entra.GroupOverage;
import io.gatehouse.organization.provider.ClaimsFrom;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.secret.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** Writes an organization as the file that {@code config} reads it from; what is a default is left out. */
public final class OrganizationYaml {

    /** How the client's secrets are written. */
    public enum Secrets {
        /** By the names of variables that will hold them. */
        NAMED,
        IN_CLEAR_TEXT
    }

    private final Organization organization;
    private final SessionLimits gatewaySessions;
    private final Secrets secrets;

    private OrganizationYaml(Organization organization, SessionLimits gatewaySessions, Secrets secrets) {
        this.organization = organization;
        this.gatewaySessions = gatewaySessions;
        this.secrets = secrets;
    }

    /** @param gatewaySessions what counts for organizations that say nothing of sessions */
    public static String of(Organization organization, SessionLimits gatewaySessions, Secrets secrets) {
        OrganizationYaml yaml = new OrganizationYaml(organization, gatewaySessions, secrets);
        return yaml.comment() + YamlNodes.written(yaml.organization());
    }

    /** How the names of an organization's own variables begin: {@code ACME} for {@code acme}. */
    static String variable(OrganizationName name) {
        return name.value().toUpperCase(Locale.ROOT).replace('-', '_').replaceFirst("^(?=\\d)", "_");
    }

    /** Names and numbers of our own only: a line break in another's text would end the comment and begin a key. */
    private String comment() {
        StringBuilder comment = new StringBuilder("""
                # organizations/%s.yaml, with what was entered on its settings pages. What stands in this file is the operator's:
                # the settings pages show it then, and no longer change it.
                """.formatted(organization.name()));
        if (organization.hasSeveral()) {
            return comment.append(
                            secrets == Secrets.IN_CLEAR_TEXT
                                    ? "# The secrets stand here in clear text: keep this file as safe.\n"
                                    : "# The secrets are not in here: set each variable that stands below to its own.\n")
                    .toString();
        }
        List<String> variables = secretVariables();
        String what = hasKey() ? "private key" : "client secret";
        if (secrets == Secrets.IN_CLEAR_TEXT && !variables.isEmpty()) {
            comment.append("# The ").append(what).append(" stands here in clear text: keep this file as safe.\n");
        } else if (variables.size() == 1) {
            comment.append("# The ")
                    .append(what)
                    .append(" is not in here: set ")
                    .append(variables.get(0))
                    .append(" to it.\n");
        } else if (!variables.isEmpty()) {
            comment.append("# The ")
                    .append(what)
                    .append("s are not in here: set ")
                    .append(variables.get(0))
                    .append(" to the one that is used, and ")
                    .append(variables.get(1))
                    .append(" to the other.\n");
        }
        return comment.toString();
    }

    private List<String> secretVariables() {
        int secretsThere = organization
                .identityProvider()
                .map(provider -> provider.clientSecrets().size())
                .orElse(0);
        String provider = organization.providerName().provider();
        String first = variable(organization.name())
                + (provider.isEmpty()
                        ? ""
                        : "_" + provider.toUpperCase(Locale.ROOT).replace('-', '_')) + "_"
                + (hasKey() ? "PRIVATE_KEY" : "CLIENT_SECRET");
        return Stream.of(first, first + "_2").limit(secretsThere).toList();
    }

    /** Whether the client proves itself with a key; else with a secret. */
    private boolean hasKey() {
        return organization
                .identityProvider()
                .filter(provider -> provider.credential() == Credential.PRIVATE_KEY)
                .isPresent();
    }

    private Map<String, Node> organization() {
        Map<String, Node> keys = new LinkedHashMap<>();
        keys.put("name", YamlNodes.text(organization.title()));
        if (organization.sso() != Sso.ENFORCED) {
            keys.put("sso", YamlNodes.text(Kinds.written(organization.sso())));
        }
        YamlNodes.put(keys, "pilot", YamlNodes.sorted(organization.pilot()));
        List<String> admins = new ArrayList<>(YamlNodes.sorted(organization.admins()));
        admins.addAll(YamlNodes.sorted(organization.boundAdmins()));
        YamlNodes.put(keys, "admins", admins);
        YamlNodes.put(keys, "identity-providers", severalProviders());
        organization
                .identityProvider()
                .ifPresent(provider -> keys.put("identity-provider", YamlNodes.section(identityProvider(provider))));
        YamlNodes.put(keys, "branding", branding(organization.branding()));
        YamlNodes.put(keys, "members", members(organization.members()));
        YamlNodes.put(keys, "roles", roles(commonRoles(), RoleMapping.standard()));
        YamlNodes.put(keys, "sessions", sessions(organization.sessions()));
        YamlNodes.put(
                keys,
                "hosts",
                organization.hosts().stream()
                        .map(host -> host.origin().getRawAuthority())
                        .toList());
        YamlNodes.put(keys, "upstreams", YamlNodes.texts(organization.upstreams()));
        return keys;
    }

    /** Of several identity providers each has groups of its own: nothing but the default role is common. */
    private RoleMapping commonRoles() {
        RoleMapping roles = organization.roles();
        return organization.hasSeveral() ? new RoleMapping(roles.claim(), roles.fallback(), Map.of()) : roles;
    }

    private Map<String, Node> severalProviders() {
        Map<String, Node> several = new LinkedHashMap<>();
        organization.identityProviders().each().forEach(way -> {
            NamedProvider named = way.identityProviders().chosen().orElseThrow();
            Map<String, Node> keys = new LinkedHashMap<>();
            keys.put("title", YamlNodes.text(named.title()));
            YamlNodes.put(keys, "email-domains", YamlNodes.sorted(named.emailDomains()));
            if (!named.vouchesFor().equals(named.emailDomains())) {
                keys.put("vouches-for", YamlNodes.textList(YamlNodes.sorted(named.vouchesFor())));
            }
            if (named.plain()) {
                keys.put("user", YamlNodes.text("plain"));
            }
            keys.putAll(new OrganizationYaml(way, gatewaySessions, secrets).identityProvider(named.settings()));
            YamlNodes.put(keys, "roles", roles(named.roles(), commonRoles()));
            several.put(named.name(), YamlNodes.section(keys));
        });
        return several;
    }

    private Map<String, Node> identityProvider(IdentityProvider provider) {
        Map<String, Node> keys = new LinkedHashMap<>();
        keys.put("issuer", YamlNodes.text(provider.issuer().toString()));
        keys.put("client-id", YamlNodes.text(provider.clientId()));
        List<Node> clientSecrets = clientSecrets(provider);
        keys.put(
                provider.credential().key(),
                clientSecrets.size() == 1 ? clientSecrets.get(0) : YamlNodes.list(clientSecrets));
        provider.clientSecretExpires()
                .ifPresent(day -> keys.put("client-secret-expires", YamlNodes.text(day.toString())));
        if (!provider.scopes().equals(IdentityProvider.DEFAULT_SCOPES)) {
            YamlNodes.put(keys, "scopes", provider.scopes());
        }
        YamlNodes.put(keys, "authorization-parameters", YamlNodes.texts(provider.authorizationParameters()));
        if (provider.signOut() != SignOut.HERE) {
            keys.put("sign-out", YamlNodes.text(Kinds.written(provider.signOut())));
        }
        YamlNodes.put(
                keys, "allowed-tenants", YamlNodes.sorted(provider.accounts().tenants()));
        YamlNodes.put(
                keys, "hosted-domains", YamlNodes.sorted(provider.accounts().hostedDomains()));
        if (provider.claimsFrom() != ClaimsFrom.ID_TOKEN) {
            keys.put("claims-from", YamlNodes.text(Kinds.written(provider.claimsFrom())));
        }
        if (provider.groupOverage() != GroupOverage.REFUSE) {
            keys.put("group-overage", YamlNodes.text(Kinds.written(provider.groupOverage())));
        }
        return keys;
    }

    private List<Node> clientSecrets(IdentityProvider provider) {
        return switch (secrets) {
            case NAMED ->
                secretVariables().stream()
                        .map(variable -> YamlNodes.scalar("${" + variable + "}"))
                        .toList();
            case IN_CLEAR_TEXT ->
                provider.clientSecrets().stream()
                        .map(Secret::reveal)
                        .map(Variables::writtenSecret)
                        .map(YamlNodes::scalar)
                        .toList();
        };
    }

    /** The logo's file may be where only the operator reads it: its content goes with the rest. */
    private static Map<String, Node> branding(Branding branding) {
        Map<String, Node> keys = new LinkedHashMap<>();
        branding.logo().ifPresent(logo -> keys.put("logo", YamlNodes.text(logo.dataUrl())));
        branding.accent().ifPresent(accent -> {
            keys.put("accent", YamlNodes.text(accent.light().value()));
            if (!accent.dark().equals(accent.light())) {
                keys.put("accent-dark", YamlNodes.text(accent.dark().value()));
            }
        });
        branding.support().ifPresent(support -> keys.put("support", YamlNodes.text(support.address())));
        return keys;
    }

    private static Map<String, Node> members(Membership members) {
        Map<String, Node> keys = new LinkedHashMap<>();
        if (members.admit() != Membership.Admit.ANYONE) {
            keys.put("admit", YamlNodes.text(members.admit().name().toLowerCase(Locale.ROOT)));
        }
        YamlNodes.put(keys, "email-domains", YamlNodes.sorted(members.emailDomains()));
        return keys;
    }

    /** @param otherwise whose default role holds where none is named */
    private static Map<String, Node> roles(RoleMapping roles, RoleMapping otherwise) {
        Map<String, Node> keys = new LinkedHashMap<>();
        if (!roles.claim().equals(RoleMapping.standard().claim())) {
            keys.put("claim", YamlNodes.text(roles.claim().text()));
        }
        if (!roles.fallback().equals(otherwise.fallback())) {
            keys.put("default", YamlNodes.text(roles.fallback().orElse("none")));
        }
        Map<String, Node> grants = new LinkedHashMap<>();
        roles.grants().forEach((role, values) -> grants.put(role, YamlNodes.textList(YamlNodes.sorted(values))));
        YamlNodes.put(keys, "grant", grants);
        return keys;
    }

    private Map<String, Node> sessions(SessionLimits sessions) {
        Map<String, Node> keys = new LinkedHashMap<>();
        if (!sessions.idleTimeout().equals(gatewaySessions.idleTimeout())) {
            keys.put("idle-timeout", YamlNodes.text(SessionLimits.written(sessions.idleTimeout())));
        }
        if (!sessions.maxAge().equals(gatewaySessions.maxAge())) {
            keys.put("max-age", YamlNodes.text(SessionLimits.written(sessions.maxAge())));
        }
        if (!sessions.recheck().equals(gatewaySessions.recheck())) {
            keys.put(
                    "recheck", YamlNodes.text(sessions.rechecks() ? SessionLimits.written(sessions.recheck()) : "off"));
        }
        return keys;
    }
}

package io.gatehouse.command;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Variables;
import io.gatehouse.organization.IdentityProvider;
import io.gatehouse.organization.Membership;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.organization.SessionLimits;
import io.gatehouse.organization.SignOut;
import io.gatehouse.organization.Sso;
import io.gatehouse.secret.Secret;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Writes an organization as the file that {@code config} reads it from; what is a default is left out. */
final class OrganizationYaml {

    /** How the client's secrets are written. */
    enum Secrets {
        /** By the names of variables that will hold them. */
        NAMED,
        IN_CLEAR_TEXT
    }

    private static final Pattern TAME = Pattern.compile("[\\w$][\\w.@:/${}+-]*( [\\w.@:/${}+-]+)*");

    private final Organization organization;
    private final SessionLimits gatewaySessions;
    private final Secrets secrets;

    private OrganizationYaml(Organization organization, SessionLimits gatewaySessions, Secrets secrets) {
        this.organization = organization;
        this.gatewaySessions = gatewaySessions;
        this.secrets = secrets;
    }

    /** @param gatewaySessions what counts for organizations that say nothing of sessions */
    static String of(Organization organization, SessionLimits gatewaySessions, Secrets secrets) {
        OrganizationYaml yaml = new OrganizationYaml(organization, gatewaySessions, secrets);
        StringWriter text = new StringWriter();
        new Yaml(options()).serialize(section(yaml.organization()), text);
        return yaml.comment() + text;
    }

    /** How the names of an organization's own variables begin: {@code ACME} for {@code acme}. */
    static String variable(OrganizationName name) {
        return name.value().toUpperCase(Locale.ROOT).replace('-', '_').replaceFirst("^(?=\\d)", "_");
    }

    /** Names and numbers of our own only: a line break in another's text would end the comment and begin a key. */
    private String comment() {
        StringBuilder comment = new StringBuilder("""
                # organizations/%s.yaml, with what was entered on its settings pages. What stands in this file is the operator's:
                # the settings pages show identity-provider, sso and roles then, and no longer change them.
                """.formatted(organization.name()));
        List<String> variables = secretVariables();
        if (secrets == Secrets.IN_CLEAR_TEXT && !variables.isEmpty()) {
            comment.append("# The client secret stands here in clear text: keep this file as safe as the secret.\n");
        } else if (variables.size() == 1) {
            comment.append("# The client secret is not in here: set ")
                    .append(variables.get(0))
                    .append(" to it.\n");
        } else if (!variables.isEmpty()) {
            comment.append("# The client secrets are not in here: set ")
                    .append(variables.get(0))
                    .append(" to the one that is sent, and ")
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
        String first = variable(organization.name()) + "_CLIENT_SECRET";
        return Stream.of(first, first + "_2").limit(secretsThere).toList();
    }

    private Map<String, Node> organization() {
        Map<String, Node> keys = new LinkedHashMap<>();
        keys.put("name", text(organization.title()));
        if (organization.sso() != Sso.ENFORCED) {
            keys.put("sso", text(Kinds.written(organization.sso())));
        }
        put(keys, "pilot", sorted(organization.pilot()));
        List<String> admins = new ArrayList<>(sorted(organization.admins()));
        admins.addAll(sorted(organization.boundAdmins()));
        put(keys, "admins", admins);
        organization
                .identityProvider()
                .ifPresent(provider -> keys.put("identity-provider", section(identityProvider(provider))));
        put(keys, "members", members(organization.members()));
        put(keys, "roles", roles(organization.roles()));
        put(keys, "sessions", sessions(organization.sessions()));
        put(
                keys,
                "hosts",
                organization.hosts().stream()
                        .map(host -> host.origin().getRawAuthority())
                        .toList());
        put(keys, "upstreams", texts(organization.upstreams()));
        return keys;
    }

    private Map<String, Node> identityProvider(IdentityProvider provider) {
        Map<String, Node> keys = new LinkedHashMap<>();
        keys.put("issuer", text(provider.issuer().toString()));
        keys.put("client-id", text(provider.clientId()));
        List<Node> clientSecrets = clientSecrets(provider);
        keys.put("client-secret", clientSecrets.size() == 1 ? clientSecrets.get(0) : list(clientSecrets));
        provider.clientSecretExpires().ifPresent(day -> keys.put("client-secret-expires", text(day.toString())));
        if (!provider.scopes().equals(IdentityProvider.DEFAULT_SCOPES)) {
            put(keys, "scopes", provider.scopes());
        }
        put(keys, "authorization-parameters", texts(provider.authorizationParameters()));
        if (provider.signOut() != SignOut.HERE) {
            keys.put("sign-out", text(Kinds.written(provider.signOut())));
        }
        return keys;
    }

    private List<Node> clientSecrets(IdentityProvider provider) {
        return switch (secrets) {
            case NAMED ->
                secretVariables().stream()
                        .map(variable -> scalar("${" + variable + "}"))
                        .toList();
            case IN_CLEAR_TEXT ->
                provider.clientSecrets().stream()
                        .map(Secret::reveal)
                        .map(Variables::writtenSecret)
                        .map(OrganizationYaml::scalar)
                        .toList();
        };
    }

    private static Map<String, Node> members(Membership members) {
        Map<String, Node> keys = new LinkedHashMap<>();
        if (members.invitedOnly()) {
            keys.put("admit", text("invited"));
        }
        put(keys, "email-domains", sorted(members.emailDomains()));
        return keys;
    }

    private static Map<String, Node> roles(RoleMapping roles) {
        RoleMapping standard = RoleMapping.standard();
        Map<String, Node> keys = new LinkedHashMap<>();
        if (!roles.claim().equals(standard.claim())) {
            keys.put("claim", text(roles.claim().text()));
        }
        if (!roles.fallback().equals(standard.fallback())) {
            keys.put("default", text(roles.fallback().orElse("none")));
        }
        Map<String, Node> grants = new LinkedHashMap<>();
        roles.grants().forEach((role, values) -> grants.put(role, textList(sorted(values))));
        put(keys, "grant", grants);
        return keys;
    }

    private Map<String, Node> sessions(SessionLimits sessions) {
        Map<String, Node> keys = new LinkedHashMap<>();
        if (!sessions.idleTimeout().equals(gatewaySessions.idleTimeout())) {
            keys.put("idle-timeout", text(SessionLimits.written(sessions.idleTimeout())));
        }
        if (!sessions.maxAge().equals(gatewaySessions.maxAge())) {
            keys.put("max-age", text(SessionLimits.written(sessions.maxAge())));
        }
        return keys;
    }

    private static void put(Map<String, Node> keys, String key, Map<String, Node> section) {
        if (!section.isEmpty()) {
            keys.put(key, section(section));
        }
    }

    private static void put(Map<String, Node> keys, String key, List<String> texts) {
        if (!texts.isEmpty()) {
            keys.put(key, textList(texts));
        }
    }

    private static List<String> sorted(Collection<?> values) {
        return values.stream().map(Object::toString).sorted().toList();
    }

    private static Map<String, Node> texts(Map<String, ?> values) {
        Map<String, Node> texts = new LinkedHashMap<>();
        new TreeMap<>(values).forEach((key, value) -> texts.put(key, text(value.toString())));
        return texts;
    }

    private static Node textList(List<String> texts) {
        return list(texts.stream().map(OrganizationYaml::text).toList());
    }

    private static Node text(String literal) {
        return scalar(Variables.written(literal));
    }

    /** In double quotes but for tame texts; and of those SnakeYAML quotes what would be something else, as {@code off} or a day. */
    private static Node scalar(String written) {
        boolean tame = TAME.matcher(written).matches();
        return new ScalarNode(Tag.STR, written, null, null, tame ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED);
    }

    private static Node list(List<Node> items) {
        return new SequenceNode(Tag.SEQ, items, FlowStyle.FLOW);
    }

    private static Node section(Map<String, Node> keys) {
        List<NodeTuple> entries = new ArrayList<>();
        keys.forEach((key, value) -> entries.add(new NodeTuple(scalar(key), value)));
        return new MappingNode(Tag.MAP, entries, FlowStyle.BLOCK);
    }

    private static DumperOptions options() {
        DumperOptions options = new DumperOptions();
        options.setSplitLines(false);
        options.setWidth(Integer.MAX_VALUE);
        return options;
    }
}

package io.gatehouse;

import io.gatehouse.api.Mistake;
import io.gatehouse.api.settings.SettingsFile;
import io.gatehouse.command.OrganizationYaml;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.config.InvalidConfiguration;
import io.gatehouse.config.SentOrganization;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** The API's settings are the operator's file in JSON: what one of them has the other has, since it is written and read once. */
final class OrganizationFiles implements SettingsFile {

    /** As the file names the variable that a secret is in; a text that looks like it has a second dollar there. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\w+}");

    /** What YAML would refuse to read as it is, such as a byte order mark, goes as an escape. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final GatewaySettings settings;

    OrganizationFiles(GatewaySettings settings) {
        this.settings = settings;
    }

    @Override
    public String yaml(Organization organization) {
        return OrganizationYaml.of(organization, settings.sessions(), OrganizationYaml.Secrets.NAMED);
    }

    @Override
    public Map<String, Object> keys(Organization organization) {
        return keys((MappingNode) new Yaml().compose(new StringReader(yaml(organization))));
    }

    @Override
    public Organization read(OrganizationName name, Map<String, Object> keys) {
        try {
            return SentOrganization.read(settings, name, JSON.writeValueAsString(keys));
        } catch (InvalidConfiguration invalid) {
            throw Mistake.refusal(invalid.problems().stream()
                    .map(problem -> new Mistake(problem.key(), problem.message()))
                    .toList());
        }
    }

    private static Map<String, Object> keys(MappingNode section) {
        Map<String, Object> keys = new LinkedHashMap<>();
        section.getValue()
                .forEach(entry -> keys.put(text((ScalarNode) entry.getKeyNode()), value(entry.getValueNode())));
        return keys;
    }

    private static Object value(Node node) {
        if (node instanceof MappingNode section) {
            return keys(section);
        }
        return node instanceof SequenceNode list ? values(list) : text((ScalarNode) node);
    }

    private static List<Object> values(SequenceNode list) {
        return list.getValue().stream().map(OrganizationFiles::value).toList();
    }

    private static String text(ScalarNode scalar) {
        String written = scalar.getValue();
        return VARIABLE.matcher(written).matches() ? HIDDEN : written.replace("$${", "${");
    }
}

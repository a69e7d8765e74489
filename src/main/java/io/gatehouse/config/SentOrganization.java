package io.gatehouse.config;

import io.gatehouse.config.source.ConfigProblem;
import io.gatehouse.config.source.Findings;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Section;
import io.gatehouse.config.source.Variables;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import java.io.StringReader;
import java.util.List;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads keys of an organization that somebody else than the operator has sent: the file's own rules, and every text literal. */
public final class SentOrganization {

    private SentOrganization() {}

    /**
     * @param json the keys as they would stand in the file; what is not there is as if the file did not have it
     * @throws InvalidConfiguration naming every key that is wrong
     */
    public static Organization read(GatewaySettings settings, OrganizationName name, String json) {
        Findings findings = new Findings();
        Place place = new Place(findings, "sent", 0, "");
        try {
            // Whatever is JSON is YAML, so that one reader reads both.
            Section section = new Section(new Yaml().compose(new StringReader(json)), place, Variables.none());
            Organization read = OrganizationReader.literal(settings).read(name.value(), place, section);
            if (findings.problems().isEmpty()) {
                return read;
            }
        } catch (YAMLException malformed) {
            throw new InvalidConfiguration(
                    List.of(new ConfigProblem("sent", 0, "", "not readable (expected: ordinary characters)")));
        }
        throw new InvalidConfiguration(findings.problems());
    }
}

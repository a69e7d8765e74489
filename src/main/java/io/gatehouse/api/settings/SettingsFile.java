package io.gatehouse.api.settings;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import java.util.Map;

/** How an organization is written down, and read again: as the operator's file has it. */
public interface SettingsFile {

    /** Stands for a secret, which is never shown; sent back, it stays what it is. */
    String HIDDEN = "***";

    /** As {@code ./gateway export} prints it, secrets left out. */
    String yaml(Organization organization);

    /** The same keys in the same order, for JSON: maps, lists and texts; what is a default is left out. */
    Map<String, Object> keys(Organization organization);

    /**
     * An organization of these keys alone. Every text is literal; {@link io.gatehouse.problem.Refusal} 422 names each that is
     * wrong.
     */
    Organization read(OrganizationName name, Map<String, Object> keys);
}

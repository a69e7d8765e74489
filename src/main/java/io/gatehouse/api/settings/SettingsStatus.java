package io.gatehouse.api.settings;

import io.gatehouse.api.Call;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Origins;
import io.gatehouse.settings.AllSettings.Known;
import io.gatehouse.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the settings alone do not say: whose each key is, what is staged, and what is still to be done in a browser. */
public final class SettingsStatus {

    private final SettingsFile form;
    private final Origins origins;

    public SettingsStatus(SettingsFile form, Origins origins) {
        this.form = form;
        this.origins = origins;
    }

    Map<String, Object> of(Call call, Organization organization, Known known) {
        Settings settings = known.settings();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("version", known.version());
        status.put("in_file", inFile(organization));
        status.put("sign_on", signOn(settings, organization));
        status.put("tested", settings.proofOf(organization).isPresent());
        Map<String, Object> staged = staged(settings, organization);
        if (!staged.isEmpty()) {
            status.put("staged", staged);
        }
        status.put("test_at", testAt(call));
        return status;
    }

    /** Whoever is refused for want of a test is told where it is made. */
    Refusal helping(Call call, Refusal refusal) {
        return refusal.problem() == Problem.NOT_TESTED ? refusal.with("test_at", testAt(call)) : refusal;
    }

    private static List<String> inFile(Organization organization) {
        return organization.inFile().stream().sorted().toList();
    }

    private static String signOn(Settings settings, Organization organization) {
        if (settings.staged().isPresent()) {
            return "staged";
        }
        return settings.laidOver(organization).isSetUp() ? "live" : "none";
    }

    /** As they would stand among the settings. */
    private Map<String, Object> staged(Settings settings, Organization organization) {
        Map<String, Object> staged = new LinkedHashMap<>();
        if (settings.staged().isPresent()) {
            staged.put(
                    Settings.IDENTITY_PROVIDER,
                    form.keys(settings.staged(organization)).get(Settings.IDENTITY_PROVIDER));
        }
        if (settings.roles().staged().isPresent()) {
            staged.put(
                    Settings.ROLES,
                    form.keys(settings.withStagedRoles(organization)).getOrDefault(Settings.ROLES, Map.of()));
        }
        return staged;
    }

    /** The sign-on page of the settings. */
    private String testAt(Call call) {
        return origins.consoleUrl()
                .orElseGet(() -> call.organization().home(origins.publicUrl()))
                .at("/organizations/" + call.name() + "/settings")
                .toString();
    }
}

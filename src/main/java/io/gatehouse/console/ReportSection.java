package io.gatehouse.console;

import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SignOn;
import io.gatehouse.settings.TestReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the sign-on page says of the last test. */
final class ReportSection {

    /** Fields under the names that they have on the page. */
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("issuer", "Issuer"),
            Map.entry("client-id", "Client id"),
            Map.entry("client-secret", "Client secret"),
            Map.entry("private-key", "The private key; ask whoever runs this gateway"),
            Map.entry("redirect-uri", "Redirect URI, at the identity provider"),
            Map.entry("scopes", "Scopes, under More"),
            Map.entry("allowed-tenants", "Companies that may sign in, under More"),
            Map.entry("hosted-domains", "Google Workspace domains, under More"),
            Map.entry("group-overage", "The groups that the identity provider sends"),
            Map.entry("claims-from", "Where roles are read from; ask whoever runs this gateway"),
            Map.entry("gateway.egress", "Issuer; if it is right, ask whoever runs this gateway"),
            Map.entry("clock", "The clock of this gateway or of the identity provider"),
            Map.entry("at the provider", "At the identity provider"));

    private ReportSection() {}

    /** The input of the form where a fault's field is mended. */
    static String inputOf(String field) {
        return field.equals("gateway.egress") ? "issuer" : field;
    }

    static Map<String, Object> of(Organization organization, Settings settings, Optional<SignOn> present, Guest guest) {
        Map<String, Object> model = new HashMap<>();
        Optional<TestReport> report = present.flatMap(settings::reportOn);
        model.put("present", present.isPresent());
        model.put("untested", present.isPresent() && report.isEmpty());
        model.put(
                "passed",
                report.filter(TestReport::passed).map(it -> passed(organization, settings, it, guest)).stream()
                        .toList());
        model.put("passedOnly", report.filter(TestReport::passed).isPresent());
        model.put("goesOn", settings.live().isPresent());
        model.put(
                "failed",
                report.flatMap(it -> it.failure().map(failure -> failed(it, failure))).stream()
                        .toList());
        return model;
    }

    private static Map<String, Object> passed(
            Organization organization, Settings settings, TestReport report, Guest guest) {
        Claims person = report.person().orElseThrow();
        List<String> roles =
                Identity.ofFirst(settings.staged(organization), person).roles();
        Map<String, Object> model = new HashMap<>();
        model.put("at", SignOnPage.TIME.format(report.at()));
        model.put("who", person.username());
        model.put("subject", person.subject());
        model.put("email", person.email().map(EmailAddress::value).orElse("none"));
        model.put("verified", person.emailVerified() ? "verified" : "not verified");
        model.put("groups", person.groups().isEmpty() ? "none" : String.join(", ", person.groups()));
        model.put("roles", roles.isEmpty() ? "none" : String.join(", ", roles));
        boolean notAdmin = !roles.contains(RoleMapping.ADMIN);
        boolean own = guest instanceof Guest.ByLink && report.by().equals(guest.key());
        model.put("notAdmin", notAdmin && own);
        model.put("othersTest", notAdmin && !own);
        model.put("claims", report.claims());
        model.put("warnings", report.warnings());
        model.put("abilities", report.abilities());
        return model;
    }

    private static Map<String, Object> failed(TestReport report, TestReport.Failure failure) {
        return Map.of(
                "at", SignOnPage.TIME.format(report.at()),
                "code", failure.code(),
                "step", failure.step(),
                "said", failure.said(),
                "field", TITLES.getOrDefault(failure.field(), failure.field()),
                "advice", failure.advice());
    }
}

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

    private ReportSection() {}

    static Map<String, Object> of(Organization organization, Settings settings, Optional<SignOn> present) {
        Map<String, Object> model = new HashMap<>();
        Optional<TestReport> report = present.flatMap(settings::reportOn);
        model.put("present", present.isPresent());
        model.put("untested", present.isPresent() && report.isEmpty());
        model.put(
                "passed",
                report.filter(TestReport::passed).map(it -> passed(organization, settings, it)).stream()
                        .toList());
        model.put(
                "failed",
                report.flatMap(it -> it.failure().map(failure -> failed(it, failure))).stream()
                        .toList());
        return model;
    }

    private static Map<String, Object> passed(Organization organization, Settings settings, TestReport report) {
        Claims person = report.person().orElseThrow();
        List<String> roles = Identity.of(settings.staged(organization), person).roles();
        Map<String, Object> model = new HashMap<>();
        model.put("at", SignOnPage.TIME.format(report.at()));
        model.put("who", person.username());
        model.put("subject", person.subject());
        model.put("email", person.email().map(EmailAddress::value).orElse("none"));
        model.put("verified", person.emailVerified() ? "verified" : "not verified");
        model.put("groups", person.groups().isEmpty() ? "none" : String.join(", ", person.groups()));
        model.put("roles", roles.isEmpty() ? "none" : String.join(", ", roles));
        model.put("notAdmin", !roles.contains(RoleMapping.ADMIN));
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
                "field", failure.field(),
                "advice", failure.advice());
    }
}

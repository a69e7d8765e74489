package io.gatehouse.console;

import io.gatehouse.login.BrokenSignIns;
import io.gatehouse.login.client.ExpiringSecret;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Organizations;
import io.gatehouse.organization.ProviderName;
import io.gatehouse.organization.Sso;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.problem.Page;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.Origins;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.settings.AllSettings.Known;
import io.gatehouse.settings.OtherProviders;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SignOn;
import io.gatehouse.settings.TestReport;
import java.net.URI;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What the sign-on page shows. */
final class SignOnPage {

    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final List<String> FOLDED_AWAY = List.of("scopes", "allowed-tenants", "hosted-domains", "groups");

    private final Page page = Page.withFormAndScript("settings");
    private final Page question = Page.named("settings-off");
    private final Desk desk;
    private final Origins origins;
    private final BrokenSignIns broken;
    private final Clock clock;

    SignOnPage(Desk desk, Origins origins, BrokenSignIns broken, Clock clock) {
        this.desk = desk;
        this.origins = origins;
        this.broken = broken;
        this.clock = clock;
    }

    /** @param typed a form that was refused, to be shown again; null for what is kept */
    Mono<Void> write(
            ServerWebExchange exchange,
            int status,
            Organization organization,
            String start,
            Known known,
            Guest guest,
            @Nullable SignOnForm typed) {
        Map<String, Object> model = frame(organization, known, guest);
        Optional<SignOn> present = known.settings().effective(organization);
        model.put("inFile", organization.inFile().contains(Settings.IDENTITY_PROVIDER));
        model.put("ssoInFile", isSsoInFile(organization));
        model.putAll(fields(present, typed, toMend(known.settings(), present)));
        model.putAll(ProviderTabs.of(exchange, present));
        model.putAll(ReportSection.of(organization, known.settings(), present, guest));
        model.putAll(access(organization, known.settings()));
        model.put("live", organization.isSetUp() && organization.sso() == Sso.ENFORCED);
        PublicUrl here = Arrival.of(exchange).origin();
        model.put("start", start.startsWith("/") ? here.at(start).toString() : start);
        model.put("settingsAddress", here.at(Console.path(organization.name())).toString());
        model.put("hasSeveral", organization.hasSeveral() && !OtherProviders.wereEntered(organization));
        model.put("several", SeveralSection.of(organization, broken));
        model.put("others", known.settings().others().list().size());
        model.put("alarms", alarms(organization));
        model.put("waits", known.settings().staged().isPresent());
        model.put("hasAdmins", !known.settings().admins().isEmpty());
        model.put("admins", List.copyOf(known.settings().admins()));
        return page.write(exchange, status, model);
    }

    /** What is wrong, or will be, with the sign-on that people use now. */
    private List<String> alarms(Organization organization) {
        List<String> alarms = new ArrayList<>();
        organization.ways().forEach(way -> broken.of(way.providerName())
                .ifPresent(failure -> alarms.add(nobody(way) + " can sign in: since " + TIME.format(failure.at())
                        + " the identity provider refuses this client ("
                        + failure.diagnosis().said() + ").")));
        ExpiringSecret.among(new Organizations(List.of(organization)), clock)
                .forEach(secret ->
                        alarms.add("The client secret’s last day" + at(secret.provider()) + " is " + secret.lastDay()
                                + ". Make a new one at the identity provider, and enter it under More as the second."));
        return alarms;
    }

    private static String nobody(Organization way) {
        return "Nobody" + at(way.providerName());
    }

    private static String at(ProviderName provider) {
        return provider.provider().isEmpty() ? "" : " of “" + provider.provider() + "”";
    }

    /** Switching off sends everybody away: it is asked once more. */
    Mono<Void> askBeforeOff(ServerWebExchange exchange, Forms.Sent sent) {
        Map<String, Object> model = frame(sent.organization(), sent.known(), sent.guest());
        model.remove("title"); // it has one of its own, in the reader's language
        return question.write(exchange, 200, model);
    }

    private Map<String, Object> frame(Organization organization, Known known, Guest guest) {
        Map<String, Object> model = desk.frame(guest, organization, Console.TAB);
        model.put("version", known.version());
        List<URI> redirectUris = Providers.redirectUris(origins.publicUrl(), organization);
        model.put("redirectUri", redirectUris.get(0).toString());
        model.put(
                "otherRedirectUris",
                redirectUris.stream().skip(1).map(URI::toString).toList());
        return model;
    }

    /** What the last test says of which field. */
    private static Map<String, String> toMend(Settings settings, Optional<SignOn> present) {
        return present.flatMap(settings::reportOn)
                .flatMap(TestReport::failure)
                .map(failure -> Map.of(ReportSection.inputOf(failure.field()), failure.advice()))
                .orElseGet(Map::of);
    }

    private static Map<String, Object> fields(
            Optional<SignOn> present, @Nullable SignOnForm typed, Map<String, String> toMend) {
        Map<String, Object> fields = new HashMap<>();
        Optional<IdentityProvider> provider = present.map(SignOn::identityProvider);
        Map<String, String> problems = typed == null ? toMend : typed.problems();
        fields.put("issuer", field("issuer", provider.map(it -> it.issuer().toString()), typed, problems));
        fields.put("clientId", field("client-id", provider.map(IdentityProvider::clientId), typed, problems));
        fields.put("scopes", field("scopes", provider.map(it -> String.join(" ", it.scopes())), typed, problems));
        fields.put(
                "tenants",
                field("allowed-tenants", provider.map(it -> words(it.accounts().tenants())), typed, problems));
        fields.put(
                "domains",
                field("hosted-domains", provider.map(it -> words(it.accounts().hostedDomains())), typed, problems));
        fields.put("groups", field("groups", present.map(it -> it.groups().text()), typed, problems));
        fields.put(
                "expires",
                field(
                        "client-secret-expires",
                        provider.flatMap(IdentityProvider::clientSecretExpires).map(LocalDate::toString),
                        typed,
                        problems));
        fields.put("secretProblem", problems.getOrDefault("client-secret", ""));
        fields.put("hasSecret", provider.isPresent());
        fields.put(
                "hasSecondSecret",
                provider.filter(it -> it.clientSecrets().size() > 1).isPresent());
        fields.put("refused", typed != null);
        fields.put(
                "moreOpen",
                FOLDED_AWAY.stream().anyMatch(problems::containsKey)
                        || provider.filter(it -> it.clientSecrets().size() > 1).isPresent());
        fields.put(
                "recognised",
                provider.map(it -> it.issuer().provider())
                        .filter(it -> it != Issuer.Provider.OTHER)
                        .map(Issuer.Provider::title)
                        .orElse(""));
        return fields;
    }

    private static String words(Set<String> words) {
        return words.stream().sorted().collect(Collectors.joining(" "));
    }

    private static Map<String, String> field(
            String name, Optional<String> kept, @Nullable SignOnForm typed, Map<String, String> problems) {
        return Map.of(
                "value",
                typed == null ? kept.orElse("") : typed.shown(name),
                "problem",
                problems.getOrDefault(name, ""));
    }

    private static Map<String, Object> access(Organization organization, Settings settings) {
        Sso now = organization.isSetUp() ? organization.sso() : Sso.OFF;
        boolean proven = settings.proofOf(organization).isPresent();
        List<Map<String, Object>> choices = new ArrayList<>();
        choices.add(choice("off", "Off", "Nobody gets in. These settings stay open.", now == Sso.OFF, true));
        choices.add(choice(
                "pilot",
                "Pilot",
                "Only admins, and the people whom the operator has named.",
                now == Sso.PILOT,
                proven));
        choices.add(choice("enforced", "Enforced", "Everybody signs in.", now == Sso.ENFORCED, proven));
        return Map.of(
                "choices",
                choices,
                "proven",
                proven,
                "now",
                now.name().toLowerCase(Locale.ROOT),
                "staged",
                settings.staged().isPresent() && settings.live().isPresent(),
                "before",
                settings
                        .before()
                        .filter(it -> settings.proofOfBefore(organization).isPresent())
                        .map(it -> it.identityProvider().issuer() + ", client "
                                + it.identityProvider().clientId())
                        .stream()
                        .toList());
    }

    private static Map<String, Object> choice(String value, String title, String text, boolean current, boolean open) {
        return Map.of("value", value, "title", title, "text", text, "current", current, "closed", !open && !current);
    }

    private static boolean isSsoInFile(Organization organization) {
        return organization.inFile().contains(Settings.SSO)
                || organization.inFile().contains(Settings.IDENTITY_PROVIDER);
    }
}

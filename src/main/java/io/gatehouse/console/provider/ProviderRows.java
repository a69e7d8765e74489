package io.gatehouse.console.provider;

import io.gatehouse.console.Forms;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.problem.Page;
import io.gatehouse.request.Origins;
import io.gatehouse.settings.AllSettings.Known;
import io.gatehouse.settings.OtherProvider;
import io.gatehouse.settings.OtherProvider.Entered;
import io.gatehouse.settings.OtherProvider.Label;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SignOn;
import io.gatehouse.settings.TestReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What the page of the identity providers shows. */
public final class ProviderRows {

    private static final int REFUSED = 422;

    private final Page page = Page.withFormAndScript("console-providers");
    private final Origins origins;

    public ProviderRows(Origins origins) {
        this.origins = origins;
    }

    /** {@code ?name=} chooses one to be changed. */
    Mono<Void> write(ServerWebExchange exchange, Map<String, Object> frame, Organization organization, Known known) {
        Optional<OtherProvider> chosen = Optional.ofNullable(
                        exchange.getRequest().getQueryParams().getFirst("name"))
                .flatMap(known.settings().others()::find);
        return write(exchange, 200, frame, organization, known, fields(chosen, null));
    }

    /** @param problem what would be wrong if it were done */
    Mono<Void> refuse(ServerWebExchange exchange, Map<String, Object> frame, Forms.Sent sent, String problem) {
        frame.put("problem", problem);
        return write(exchange, REFUSED, frame, sent.organization(), sent.known(), fields(Optional.empty(), null));
    }

    Mono<Void> refuse(ServerWebExchange exchange, Map<String, Object> frame, Forms.Sent sent, ProviderForm form) {
        frame.put("problem", "Look at the marked fields, and type the secret again if you had.");
        Optional<OtherProvider> known = sent.field("known").isEmpty()
                ? Optional.empty()
                : sent.settings().others().find(form.name());
        return write(exchange, REFUSED, frame, sent.organization(), sent.known(), fields(known, form));
    }

    Mono<Void> refuseFirst(ServerWebExchange exchange, Map<String, Object> frame, Forms.Sent sent, ProviderForm form) {
        return refuse(exchange, frame, sent, String.join(" ", form.problems().values()));
    }

    private Mono<Void> write(
            ServerWebExchange exchange,
            int status,
            Map<String, Object> model,
            Organization organization,
            Known known,
            Map<String, Object> fields) {
        Settings settings = known.settings();
        model.put("inFile", organization.inFile().contains(Settings.IDENTITY_PROVIDER));
        model.put(
                "redirectUris",
                Providers.redirectUris(origins.publicUrl(), organization).stream()
                        .map(Object::toString)
                        .toList());
        model.put(
                "first",
                settings.live().map(live -> first(live, settings.others().first())).stream()
                        .toList());
        model.put(
                "others",
                settings.others().list().stream()
                        .map(other -> row(other, settings))
                        .toList());
        model.putAll(fields);
        return page.write(exchange, status, model);
    }

    private static Map<String, Object> first(SignOn live, Label label) {
        return Map.of(
                "issuer",
                live.identityProvider().issuer().toString(),
                "firstTitle",
                label.title(),
                "firstDomains",
                words(label.emailDomains()));
    }

    private static Map<String, Object> row(OtherProvider other, Settings settings) {
        Entered present = other.present().orElseThrow();
        Optional<TestReport> report = settings.reportOn(present.signOn());
        Map<String, Object> row = new HashMap<>();
        row.put("name", other.name());
        row.put("title", present.label().title());
        row.put("issuer", present.signOn().identityProvider().issuer().toString());
        row.put("domains", words(present.label().emailDomains()));
        row.put("live", other.live().isPresent());
        row.put("staged", other.staged().isPresent());
        row.put("untested", report.isEmpty());
        row.put(
                "passed",
                report
                        .flatMap(TestReport::person)
                        .map(person -> Map.of(
                                "who",
                                person.username(),
                                "address",
                                person.email().map(Object::toString).orElse("no e-mail address")))
                        .stream()
                        .toList());
        row.put("warnings", report.map(TestReport::warnings).orElse(List.of()));
        row.put("failed", report.flatMap(TestReport::failure).stream().toList());
        return row;
    }

    /** @param typed a form that was refused, to be shown again; null for what is kept */
    private static Map<String, Object> fields(Optional<OtherProvider> chosen, @Nullable ProviderForm typed) {
        Optional<Entered> kept = chosen.flatMap(OtherProvider::present);
        Optional<IdentityProvider> provider =
                kept.map(entered -> entered.signOn().identityProvider());
        Map<String, Object> fields = new HashMap<>();
        fields.put("known", chosen.map(OtherProvider::name).orElse(""));
        fields.put(
                "fields",
                List.of(
                        field(
                                "title",
                                "What its button says",
                                "Such as Partners, or the product’s name.",
                                kept.map(it -> it.label().title()),
                                typed),
                        field(
                                "email-domains",
                                "Domains of its people’s e-mail addresses",
                                "With spaces between. Typing an address in one of them chooses it; it is believed about these"
                                        + " addresses and no others.",
                                kept.map(it -> words(it.label().emailDomains())),
                                typed),
                        field(
                                "issuer",
                                "Issuer",
                                "The issuer, its metadata address, an Entra tenant id, or a domain.",
                                provider.map(it -> it.issuer().toString()),
                                typed),
                        field(
                                "client-id",
                                "Client id",
                                "The id that it shows.",
                                provider.map(IdentityProvider::clientId),
                                typed),
                        field(
                                "allowed-tenants",
                                "Companies that may sign in, at Microsoft",
                                "Their tenant ids. Leave it empty for others.",
                                provider.map(it -> words(it.accounts().tenants())),
                                typed),
                        field(
                                "hosted-domains",
                                "Google Workspace domains that may sign in",
                                "Needed for Google. Leave it empty for others.",
                                provider.map(it -> words(it.accounts().hostedDomains())),
                                typed)));
        fields.put("shortName", field("name", "", "", chosen.map(OtherProvider::name), typed));
        fields.put("hasSecret", provider.isPresent());
        fields.put("secretProblem", typed == null ? "" : typed.problems().getOrDefault("client-secret", ""));
        return fields;
    }

    private static Map<String, String> field(
            String name, String label, String hint, Optional<String> kept, @Nullable ProviderForm typed) {
        return Map.of(
                "field", name,
                "label", label,
                "hint", hint,
                "value", typed == null ? kept.orElse("") : typed.shown(name),
                "wrong", typed == null ? "" : typed.problems().getOrDefault(name, ""));
    }

    private static String words(Set<String> words) {
        return words.stream().sorted().collect(Collectors.joining(" "));
    }
}

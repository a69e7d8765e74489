package io.gatehouse.api.settings;

import io.gatehouse.api.Answer;
import io.gatehouse.api.ApiPart;
import io.gatehouse.api.Body;
import io.gatehouse.api.Call;
import io.gatehouse.api.Operation;
import io.gatehouse.audit.Audit;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.AllSettings.Known;
import io.gatehouse.settings.SettingsChanged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/** Settings over the API: read, replaced, patched; and never changed unseen, since a change names the version it is about. */
public final class SettingsCalls implements ApiPart {

    private final AllSettings settings;
    private final SettingsFile form;
    private final SettingsStatus status;
    private final Audit audit;

    public SettingsCalls(AllSettings settings, SettingsFile form, SettingsStatus status, Audit audit) {
        this.settings = settings;
        this.form = form;
        this.status = status;
        this.audit = audit;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/settings", this::show),
                Operation.put(
                        "/settings", call -> change(call, (present, sent) -> replaced(file(call), present, sent))),
                Operation.patch("/settings", call -> change(call, MergePatch::apply)),
                Operation.get("/settings/status", this::showStatus),
                Operation.get("/settings.yaml", this::export));
    }

    private Mono<Answer> show(Call call) {
        call.query().end();
        return settings.read(call.name()).map(known -> {
            Map<String, Object> keys = form.keys(laidOver(call, known));
            return Answer.json(keys).with(HttpHeaders.ETAG, Version.of(known, keys));
        });
    }

    private Mono<Answer> showStatus(Call call) {
        call.query().end();
        return settings.read(call.name()).map(known -> status(call, known));
    }

    private Mono<Answer> export(Call call) {
        call.query().end();
        return settings.read(call.name())
                .map(known -> Answer.text("application/yaml", form.yaml(laidOver(call, known))));
    }

    /** @param wanted of what stands there now and of what was sent */
    private Mono<Answer> change(Call call, BinaryOperator<Map<String, Object>> wanted) {
        call.query().end();
        String version = Version.named(call);
        return Body.object(call).flatMap(sent -> settings.read(call.name()).flatMap(known -> {
            Map<String, Object> present = form.keys(laidOver(call, known));
            if (!version.equals(Version.of(known, present))) {
                throw outdated(call);
            }
            SettingsChange change = new SettingsChange(form, file(call), known.settings());
            try {
                change.make(wanted.apply(present, sent));
            } catch (Refusal refusal) {
                throw status.helping(call, refusal);
            }
            return changed(call, known, change);
        }));
    }

    private Mono<Answer> changed(Call call, Known known, SettingsChange change) {
        if (change.settings().equals(known.settings())) {
            return Mono.just(status(call, known));
        }
        return settings.change(call.name(), known.version(), unused -> change.settings())
                .onErrorMap(SettingsChanged.class, meanwhile -> outdated(call))
                .doOnNext(now -> change.done().forEach(done -> write(call, now, done)))
                .map(now -> status(call, now));
    }

    private void write(Call call, Known now, SettingsChange.Done done) {
        Audit.Event line = audit.event(done.happening(), call.name())
                .with("by", call.actor())
                .with("version", now.version());
        new TreeMap<>(done.facts()).forEach(line::with);
        line.write();
    }

    /** What cannot be changed here may be left out, and stays; of the sections that are shared, key by key. */
    private static Map<String, Object> replaced(
            Organization file, Map<String, Object> present, Map<String, Object> sent) {
        Map<String, Object> all = new LinkedHashMap<>(present);
        all.keySet().removeIf(key -> SettingsChange.OURS.contains(key) && !SettingsChange.isInFile(file, key));
        all.putAll(sent);
        for (String section : List.of(SettingsChange.BRANDING, SettingsChange.MEMBERS)) {
            Map<String, Object> kept = new LinkedHashMap<>();
            if (present.get(section) instanceof Map<?, ?> keys) {
                keys.forEach((key, value) -> {
                    if (file.inFile().contains(section + "." + key)) {
                        kept.put(key.toString(), value);
                    }
                });
            }
            if (!kept.isEmpty() && sent.getOrDefault(section, Map.of()) instanceof Map<?, ?> keys) {
                all.put(section, MergePatch.apply(kept, keys));
            }
        }
        return all;
    }

    private Answer status(Call call, Known known) {
        return Answer.json(status.of(call, file(call), known))
                .with(HttpHeaders.ETAG, Version.of(known, form.keys(laidOver(call, known))));
    }

    private Organization laidOver(Call call, Known known) {
        return known.settings().laidOver(file(call));
    }

    private Organization file(Call call) {
        return settings.file(call.organization());
    }

    private static Refusal outdated(Call call) {
        return Refusal.of(Problem.VERSION_OUTDATED, "api: " + call.name() + ": settings: another version");
    }
}

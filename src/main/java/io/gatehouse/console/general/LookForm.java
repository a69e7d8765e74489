package io.gatehouse.console.general;

import io.gatehouse.console.Forms.Sent;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.branding.Accent;
import io.gatehouse.organization.branding.Branding;
import io.gatehouse.organization.branding.Colour;
import io.gatehouse.organization.branding.Support;
import io.gatehouse.organization.branding.Title;
import io.gatehouse.settings.General;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Name, support address and colours as they are typed: what is left empty is not entered, and what is wrong stands beside its
 * field. What the operator's file says is shown, and stays what it was.
 */
final class LookForm {

    private enum Field {
        NAME("name", General.NAME, "Name", "As your people read it. Empty: as in the address."),
        SUPPORT(
                "support",
                General.SUPPORT,
                "Where people get help",
                "An e-mail address, or a page (https). Our pages lead there when something does not work."),
        ACCENT(
                "accent",
                General.ACCENT,
                "Colour of buttons",
                "Such as #0b5fff. It must stand out from light pages, and from dark ones unless they have their own."),
        ACCENT_DARK(
                "accent-dark",
                General.ACCENT,
                "The same on dark pages",
                "Where the colour above does not stand out enough. Empty: the colour above.");

        private final String name;
        private final String key;
        private final String label;
        private final String hint;

        /** @param key of the operator's file, to which the field yields */
        Field(String name, String key, String label, String hint) {
            this.name = name;
            this.key = key;
            this.label = label;
            this.hint = hint;
        }

        boolean isOpen(Organization organization) {
            return !organization.inFile().contains(key);
        }
    }

    private final Organization organization;
    private final General kept;
    private final Map<Field, String> typed;
    private final Map<Field, String> problems = new EnumMap<>(Field.class);

    private LookForm(Organization organization, General kept, Map<Field, String> typed) {
        this.organization = organization;
        this.kept = kept;
        this.typed = typed;
    }

    /** What is kept, to be changed. */
    static LookForm of(Organization organization, General kept) {
        return new LookForm(organization, kept, texts(kept.name().map(Title::text), kept.branding()));
    }

    static LookForm of(Sent sent) {
        Map<Field, String> typed = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            typed.put(field, sent.field(field.name).strip());
        }
        return new LookForm(sent.organization(), sent.settings().general(), typed);
    }

    /** Whether the operator's file leaves nothing of this to the console. */
    static boolean isInFile(Organization organization) {
        return Arrays.stream(Field.values()).noneMatch(field -> field.isOpen(organization));
    }

    /** Empty when something is wrong; then the fields say what. */
    Optional<General> read() {
        Optional<Title> name = read(Field.NAME, kept.name(), Title::new);
        Optional<Support> support = read(Field.SUPPORT, kept.branding().support(), Support::new);
        Optional<Accent> accent =
                Field.ACCENT.isOpen(organization) ? accent() : kept.branding().accent();
        return problems.isEmpty()
                ? Optional.of(new General(name, new Branding(kept.branding().logo(), accent, support), kept.admit()))
                : Optional.empty();
    }

    private Optional<Accent> accent() {
        Optional<Colour> light = read(Field.ACCENT, Optional.empty(), LookForm::colour);
        Optional<Colour> dark = read(Field.ACCENT_DARK, Optional.empty(), LookForm::colour);
        if (problems.containsKey(Field.ACCENT) || problems.containsKey(Field.ACCENT_DARK)) {
            return Optional.empty();
        }
        if (light.isEmpty() && dark.isPresent()) {
            problems.put(Field.ACCENT, "missing (expected: a colour here too, or none on dark pages)");
        }
        return light.flatMap(colour -> seen(colour, dark.orElse(colour)));
    }

    /** The refusal begins with the name of the field that it is about. */
    private Optional<Accent> seen(Colour light, Colour dark) {
        try {
            return Optional.of(new Accent(light, dark));
        } catch (IllegalArgumentException unseen) {
            String found = String.valueOf(unseen.getMessage());
            boolean ofDark = found.startsWith(Field.ACCENT_DARK.name + ":");
            problems.put(ofDark ? Field.ACCENT_DARK : Field.ACCENT, found.substring(found.indexOf(':') + 2));
            return Optional.empty();
        }
    }

    private static Colour colour(String text) {
        try {
            return new Colour(text);
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("“" + text + "” (expected: a colour such as #0b5fff)", none);
        }
    }

    private <T> Optional<T> read(Field field, Optional<T> otherwise, Function<String, T> kind) {
        if (!field.isOpen(organization)) {
            return otherwise;
        }
        try {
            return Optional.ofNullable(typed.get(field))
                    .filter(text -> !text.isEmpty())
                    .map(kind);
        } catch (IllegalArgumentException refused) {
            problems.put(field, String.valueOf(refused.getMessage()));
            return Optional.empty();
        }
    }

    /** For the template. */
    List<Map<String, Object>> fields() {
        Map<Field, String> present = texts(Optional.of(organization.title()), organization.branding());
        return Arrays.stream(Field.values())
                .map(field -> Map.<String, Object>of(
                        "field",
                        field.name,
                        "label",
                        field.label,
                        "hint",
                        field.hint,
                        "open",
                        field.isOpen(organization),
                        "value",
                        (field.isOpen(organization) ? typed : present).getOrDefault(field, ""),
                        "wrong",
                        problems.getOrDefault(field, "")))
                .toList();
    }

    private static Map<Field, String> texts(Optional<String> name, Branding look) {
        Map<Field, String> texts = new EnumMap<>(Field.class);
        name.ifPresent(text -> texts.put(Field.NAME, text));
        look.support().ifPresent(support -> texts.put(Field.SUPPORT, support.address()));
        look.accent().ifPresent(accent -> {
            texts.put(Field.ACCENT, accent.light().value());
            if (!accent.dark().equals(accent.light())) {
                texts.put(Field.ACCENT_DARK, accent.dark().value());
            }
        });
        return texts;
    }

    /** What was entered, for the audit. */
    static Map<String, String> told(General entered) {
        Map<Field, String> texts = texts(entered.name().map(Title::text), entered.branding());
        return Arrays.stream(Field.values())
                .filter(texts::containsKey)
                .collect(Collectors.toMap(field -> field.name, texts::get));
    }
}

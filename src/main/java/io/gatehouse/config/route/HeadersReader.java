package io.gatehouse.config.route;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Section;
import io.gatehouse.route.header.Fact;
import io.gatehouse.route.header.FoldedNames;
import io.gatehouse.route.header.HeaderPlan;
import io.gatehouse.route.header.HeaderPlan.Groups;
import io.gatehouse.route.header.Preset;
import io.gatehouse.route.header.ReservedNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which headers tell a route's upstream of people: a preset, and what is added to it, renamed or dropped. */
public final class HeadersReader {

    private static final String DROPPED = "none";
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,2})KB");

    /** Who somebody is, their roles and the assertion come to about a thousand bytes, and are sent in any case. */
    private static final int LEAST = 2;

    /** What Node takes of a whole request; few servers take more. */
    private static final int MOST = 16;

    private HeadersReader() {}

    public static HeaderPlan read(Section route) {
        Preset preset =
                route.read("identity-headers", Kinds.oneOf(Preset.class)).orElse(Preset.OAUTH2_PROXY);
        Map<String, Fact> headers = new LinkedHashMap<>(preset.headers());
        Section section = route.section("headers");
        Map<String, String> seen = new LinkedHashMap<>();
        for (String name : section.keys()) {
            String before = seen.putIfAbsent(FoldedNames.folded(name), name);
            if (before != null) {
                section.place(name).problem(name + " (expected: another name than " + before + ", which reads alike)");
            } else {
                header(name, section, headers);
            }
        }
        return new HeaderPlan(
                headers,
                route.read("groups", Kinds.oneOf(Groups.class)).orElse(Groups.USED),
                route.read("header-budget", HeadersReader::size).orElse(HeaderPlan.STANDARD_BUDGET));
    }

    private static void header(String name, Section section, Map<String, Fact> headers) {
        if (!ReservedNames.allow(name)) {
            section.place(name).problem(name + " (expected: " + ReservedNames.EXPECTED + ")");
        }
        Optional<String> inPreset = headers.keySet().stream()
                .filter(other -> FoldedNames.folded(other).equals(FoldedNames.folded(name)))
                .findFirst();
        section.read(name, text -> fact(text, inPreset.isPresent())).ifPresent(fact -> {
            inPreset.ifPresent(headers::remove);
            fact.ifPresent(told -> headers.put(name, told));
        });
    }

    /** Empty for a header that is dropped. */
    private static Optional<Fact> fact(String text, boolean inPreset) {
        if (!text.equals(DROPPED)) {
            return Optional.of(Fact.parse(text));
        }
        if (!inPreset) {
            throw Kinds.refused(text, "a fact; only what identity-headers sends can be dropped");
        }
        return Optional.empty();
    }

    private static int size(String text) {
        Matcher size = SIZE.matcher(text);
        int kilobytes = size.matches() ? Integer.parseInt(size.group(1)) : 0;
        if (kilobytes < LEAST || kilobytes > MOST) {
            throw Kinds.refused(text, LEAST + "KB to " + MOST + "KB");
        }
        return kilobytes * 1024;
    }
}

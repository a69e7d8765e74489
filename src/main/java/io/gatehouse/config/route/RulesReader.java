package io.gatehouse.config.route;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Section;
import io.gatehouse.config.source.Section.Item;
import io.gatehouse.route.RoutePath;
import io.gatehouse.route.access.Access;
import io.gatehouse.route.access.Rule;
import io.gatehouse.route.access.RulePath;
import io.gatehouse.route.access.Rules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpMethod;

/** Reads a route's {@code rules}, and refuses those that could never decide anything: whoever wrote them relies on them. */
public final class RulesReader {

    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
    private static final Set<String> NEVER_SERVED = Set.of("CONNECT", "TRACE");

    private static final RoutePath UNREADABLE = new RoutePath(List.of(), true);

    private record Written(Rule rule, RoutePath route, Place place) {}

    private final AccessReader access;
    private final List<Written> all = new ArrayList<>();

    public RulesReader(AccessReader access) {
        this.access = access;
    }

    /** @param path of the route; empty where that is wrong itself */
    public Rules read(Section route, Optional<RoutePath> path) {
        Access rest = access.read(route, "access");
        List<Written> before = new ArrayList<>();
        for (Item item : route.items("rules")) {
            if (item.section().isEmpty()) {
                item.place().problem("a single value (expected: a section with path or methods, and allow)");
            }
            item.section().flatMap(this::rule).ifPresent(rule -> {
                Section section = item.section().get();
                Written written = new Written(rule, path.orElse(UNREADABLE), section.place());
                check(written, section, before);
                before.add(written);
            });
        }
        path.ifPresent(known -> all.addAll(before));
        return Rules.of(before.stream().map(Written::rule).toList(), rest);
    }

    /** Says which rules are about addresses that a longer route takes. */
    public void check(Map<RoutePath, Place> routes) {
        for (Written written : all) {
            routes.forEach((path, place) -> {
                if (takes(path, written)) {
                    written.place()
                            .problem(written.rule().path() + " (expected: a path of this route; " + place.key()
                                    + ", line " + place.line() + ", takes all of it)");
                }
            });
        }
    }

    /** Empty after saying that its path cannot be read: of that, nothing more can be said. */
    private Optional<Rule> rule(Section section) {
        Optional<RulePath> path = section.read("path", RulePath::parse);
        Set<HttpMethod> methods = new LinkedHashSet<>();
        section.someValues("methods", "methods such as GET, or leave the key out")
                .forEach(value -> value.as(RulesReader::method).ifPresent(methods::add));
        section.isThere("allow", "who may: anyone, members, nobody, roles, or a section");
        Access allow = access.read(section, "allow");
        section.end();
        String name = section.place().key().replaceFirst("^.*\\.", "");
        return path.isEmpty() && section.has("path")
                ? Optional.empty()
                : Optional.of(new Rule(name, path.orElse(RulePath.ALL), methods, allow));
    }

    private static void check(Written written, Section section, List<Written> before) {
        Rule rule = written.rule();
        if (rule.methods().isEmpty() && !section.has("methods") && rule.path().equals(RulePath.ALL)) {
            section.place()
                    .problem("about every request (expected: path or methods; what holds for the rest is access)");
            return;
        }
        if (!written.route().open() && !rule.path().segments().isEmpty()) {
            section.place("path").problem(rule.path() + " (expected: none; the route's path is a single address)");
        }
        if (rule.allow() instanceof Access.Anyone
                && !(section.has("path") && rule.path().isPrefix())) {
            section.place("allow")
                    .problem(
                            "anyone (expected: with a path without *, so that nothing is open that nobody thought of)");
        }
        before.stream()
                .filter(earlier -> earlier.rule().covers(rule))
                .findFirst()
                .or(() -> before.stream()
                        .filter(earlier -> earlier.rule().closes(rule))
                        .findFirst())
                .ifPresent(earlier -> shadowed(section.place(), earlier));
    }

    private static void shadowed(Place place, Written earlier) {
        place.problem("never decides (expected: in front of " + earlier.rule() + ", line "
                + earlier.place().line() + ", which takes all of it)");
    }

    /** Whether that other route is longer, and all that the rule is about is below it. */
    private static boolean takes(RoutePath other, Written written) {
        List<String> own = written.route().segments();
        List<String> whole = new ArrayList<>(own);
        whole.addAll(written.rule().path().segments());
        List<String> taken = other.segments();
        return other.open()
                && taken.size() > own.size()
                && taken.size() <= whole.size()
                && whole.subList(0, taken.size()).equals(taken);
    }

    private static HttpMethod method(String text) {
        if (!METHOD.matcher(text).matches() || NEVER_SERVED.contains(text)) {
            throw Kinds.refused(text, "a method such as GET, in capital letters; CONNECT and TRACE are never served");
        }
        return HttpMethod.valueOf(text);
    }
}

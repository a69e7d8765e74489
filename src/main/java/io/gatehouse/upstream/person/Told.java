package io.gatehouse.upstream.person;

import io.gatehouse.assertion.Asserted;
import io.gatehouse.assertion.Assertions;
import io.gatehouse.route.Destination;
import io.gatehouse.route.header.Fact;
import io.gatehouse.route.header.Fact.Known;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one route's upstream is told of one person, within the route's budget. Who it is and their roles are always told; of the
 * rest each fact is told whole or not at all, and what is not is named.
 *
 * @param lines by header name
 * @param groups what the assertion says of them
 */
record Told(Destination.Upstream upstream, Map<String, String> lines, String user, Asserted.Groups groups) {

    /** Names what there is, or may be, and this request does not say. */
    static final String MISSING = "X-Gatehouse-Missing";

    /** What a header takes beside name and value: colon, space and the end of its line. */
    private static final int AROUND = 4;

    /** Groups last: they are what does not fit, if anything does not. */
    private static final Comparator<Fact> SMALLEST_FIRST = Comparator.comparing(Known.GROUPS::equals);

    static Told of(Facts facts, Destination.Upstream upstream, String route, Assertions.Of assertions) {
        return new Writing(facts, upstream, route, assertions).told();
    }

    /** How it comes about. */
    private static final class Writing {

        private final Facts facts;
        private final Destination.Upstream upstream;
        private final String route;
        private final Assertions.Of assertions;
        private final String user;
        private final Map<String, Fact> headers;
        private final Set<Fact> missing = new LinkedHashSet<>();
        private int left;

        Writing(Facts facts, Destination.Upstream upstream, String route, Assertions.Of assertions) {
            this.facts = facts;
            this.upstream = upstream;
            this.route = route;
            this.assertions = assertions;
            this.user = facts.user(upstream.userFormat());
            this.headers = upstream.headers().headers();
            this.left = upstream.headers().budget();
        }

        Told told() {
            Set<Fact> told = new LinkedHashSet<>(headers.values());
            if (upstream.assertion()) {
                told.add(Known.GROUPS);
                left -= cost(Assertions.HEADER) + assertionLength(new Asserted.Groups(List.of(), true));
            }
            List<Fact> mayLack = told.stream()
                    .filter(Writing::mayLack)
                    .sorted(SMALLEST_FIRST)
                    .toList();
            left -= cost(MISSING) + names(mayLack).length();
            told.stream().filter(fact -> !mayLack(fact)).forEach(fact -> left -= costOf(fact));
            mayLack.forEach(this::tellIfItFits);
            return new Told(upstream, lines(), user, groups());
        }

        private static boolean mayLack(Fact fact) {
            return fact instanceof Fact.Claim || fact.equals(Known.NAME) || fact.equals(Known.GROUPS);
        }

        private void tellIfItFits(Fact fact) {
            int cost = costOf(fact) + (fact.equals(Known.GROUPS) && upstream.assertion() ? costOfAsserting() : 0);
            if (facts.isUnknown(fact) || cost > left) {
                missing.add(fact);
            } else {
                left -= cost;
            }
        }

        private int costOf(Fact fact) {
            int value = facts.value(fact, upstream).map(String::length).orElse(0);
            return headers.entrySet().stream()
                    .filter(header -> header.getValue().equals(fact))
                    .mapToInt(header -> cost(header.getKey()) + value)
                    .sum();
        }

        private int costOfAsserting() {
            return assertionLength(
                            new Asserted.Groups(facts.groups(upstream.headers().groups()), true))
                    - assertionLength(new Asserted.Groups(List.of(), true));
        }

        private int assertionLength(Asserted.Groups groups) {
            return assertions.length(route, user, groups);
        }

        private static int cost(String name) {
            return name.length() + AROUND;
        }

        private Map<String, String> lines() {
            Map<String, String> lines = new LinkedHashMap<>();
            headers.forEach((name, fact) -> {
                if (!missing.contains(fact)) {
                    facts.value(fact, upstream).ifPresent(value -> lines.put(name, value));
                } else if (fact.equals(Known.GROUPS)) {
                    lines.put(name, ""); // as it is for somebody who has none
                }
            });
            if (!missing.isEmpty()) {
                lines.put(MISSING, names(missing));
            }
            return lines;
        }

        private static String names(Iterable<Fact> facts) {
            List<String> names = new ArrayList<>();
            facts.forEach(fact -> names.add(fact.toString()));
            return HeaderValue.list(names);
        }

        private Asserted.Groups groups() {
            boolean lacking = missing.contains(Known.GROUPS);
            return new Asserted.Groups(
                    lacking ? List.of() : facts.groups(upstream.headers().groups()), lacking);
        }
    }
}

package io.gatehouse.route.access;

import io.gatehouse.request.RequestPath;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;

/**
 * Who may take a route: the first rule decides whose path and methods a request has, whoever sends it, and {@code access} where
 * there is none.
 *
 * @param inOrder of the file
 * @param rest for every request that no rule is about
 */
public record Rules(List<Rule> inOrder, Rule rest) {

    public Rules {
        inOrder = List.copyOf(inOrder);
    }

    /** One for the whole route. */
    public static Rules of(Access access) {
        return of(List.of(), access);
    }

    public static Rules of(List<Rule> inOrder, Access rest) {
        return new Rules(inOrder, new Rule("access", RulePath.ALL, Set.of(), rest));
    }

    /** @param leading how many of the path's first segments are the route's */
    public Rule find(RequestPath path, int leading, HttpMethod method) {
        return inOrder.isEmpty() ? rest : find(within(path.segments(), leading), method);
    }

    private Rule find(List<String> within, HttpMethod method) {
        List<String> folded = Resemblance.folded(within);
        for (Rule rule : inOrder) {
            if (rule.fits(within, method)) {
                return rule;
            }
            if (rule.isEvaded(folded, method)) {
                return rule.evaded();
            }
        }
        return rest;
    }

    private static List<String> within(List<String> segments, int leading) {
        int end = segments.size();
        boolean finalSlash = end > 0 && segments.get(end - 1).isEmpty();
        int last = finalSlash ? end - 1 : end;
        return segments.subList(Math.min(leading, last), last);
    }

    /** Whether some depend on the method, so that nobody may name another one in a header. */
    public boolean readMethods() {
        return inOrder.stream().anyMatch(rule -> !rule.methods().isEmpty());
    }

    /** Whether somebody may come who has not signed in. */
    public boolean letStrangersIn() {
        return all().anyMatch(Access.Anyone.class::isInstance);
    }

    private Stream<Access> all() {
        return Stream.concat(inOrder.stream(), Stream.of(rest)).map(Rule::allow);
    }
}

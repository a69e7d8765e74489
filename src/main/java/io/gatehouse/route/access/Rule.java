package io.gatehouse.route.access;

import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;

/**
 * Who may take a part of a route.
 *
 * @param name where {@code routes.yaml} has it: {@code access}, or {@code rules[1]}
 * @param path within the route
 * @param methods empty for all
 */
public record Rule(String name, RulePath path, Set<HttpMethod> methods, Access allow) {

    public Rule {
        methods = Set.copyOf(methods);
    }

    /** Whether it decides every request that the other one could. */
    public boolean covers(Rule other) {
        return coversMethods(other) && path.covers(other.path);
    }

    /** Whether what the other one is about is refused, since it looks like what this one is about. */
    public boolean closes(Rule other) {
        return isStrict() && coversMethods(other) && path.resembles(other.path);
    }

    boolean fits(List<String> within, HttpMethod method) {
        return isOf(method) && path.fits(within);
    }

    /**
     * What opens fits to the letter; what closes must not be passed by in another spelling.
     *
     * @param folded as {@link Resemblance} does it
     */
    boolean isEvaded(List<String> folded, HttpMethod method) {
        return isStrict() && isOf(method) && path.resembles(folded);
    }

    /** For whoever came by another spelling. */
    Rule evaded() {
        return new Rule(name + ", which it resembles", path, methods, new Access.Nobody());
    }

    private boolean isStrict() {
        return !(allow instanceof Access.Anyone);
    }

    /** HEAD asks for what GET asks for (RFC 9110 §9.3.2). */
    private boolean isOf(HttpMethod method) {
        return methods.isEmpty()
                || methods.contains(method)
                || method.equals(HttpMethod.HEAD) && methods.contains(HttpMethod.GET);
    }

    private boolean coversMethods(Rule other) {
        return methods.isEmpty()
                || !other.methods.isEmpty() && other.methods.stream().allMatch(this::isOf);
    }

    /** Whether it is what holds for the rest of a route. */
    boolean isRest() {
        return methods.isEmpty() && path.equals(RulePath.ALL);
    }

    /** Which requests it is about, in words. */
    public String about() {
        if (isRest()) {
            return "every other request";
        }
        List<String> sorted = methods.stream().map(HttpMethod::name).sorted().toList();
        return (sorted.isEmpty() ? "" : String.join(", ", sorted) + " ") + path;
    }

    /** Its name and what it is about, for a message. */
    @Override
    public String toString() {
        return isRest() ? name : name + ": " + about();
    }
}

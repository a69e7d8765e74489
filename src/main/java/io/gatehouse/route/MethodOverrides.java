package io.gatehouse.route;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;

/**
 * Refuses headers in which a client names another method than it uses. Frameworks follow them, and where rules differ by
 * method, a {@code GET} that the upstream takes for a {@code DELETE} would be decided as a {@code GET}.
 */
final class MethodOverrides {

    private static final Set<String> NAMES = Set.of("x-http-method-override", "x-http-method", "x-method-override");

    private MethodOverrides() {}

    /** @throws Refusal 405 */
    static void refuse(HttpHeaders headers, Route route) {
        if (route.rules().readMethods()) {
            Optional<String> named = headers.headerNames().stream()
                    .filter(name -> NAMES.contains(folded(name)))
                    .findFirst();
            named.ifPresent(name -> {
                throw Refusal.of(
                        Problem.METHOD_NOT_ALLOWED,
                        "route: " + route.name()
                                + ": another method in a header (expected: none; a rule reads the method)");
            });
        }
    }

    /** As CGI and its kind read names: {@code X_HTTP_Method} is {@code X-HTTP-Method}. */
    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
    }
}

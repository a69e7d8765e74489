package io.gatehouse.route;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which of Spring Cloud Gateway's filters a route may name, documented in {@code docs/configuration.md}.
 *
 * <p>Left out on purpose: filters that read or cache bodies, relay tokens, change the target host, call Java beans,
 * touch the session, or speak for the whole origin.
 */
public final class AllowedFilters {

    private static final Set<String> NAMES = Set.of(
            "AddRequestHeader",
            "AddRequestHeadersIfNotPresent",
            "AddRequestParameter",
            "AddResponseHeader",
            "DedupeResponseHeader",
            "PrefixPath",
            "PreserveHostHeader",
            "RemoveRequestHeader",
            "RemoveRequestParameter",
            "RemoveResponseHeader",
            "RequestHeaderSize",
            "RewritePath",
            "SetPath",
            "SetRequestHeader",
            "SetResponseHeader",
            "SetStatus",
            "StripPrefix");

    public static final String EXPECTED = "Name=argument,argument with a name of " + new TreeSet<>(NAMES);

    private AllowedFilters() {}

    /**
     * Whether a shorthand such as {@code AddRequestHeader=X-Portal, catalog} is allowed; expressions never are, nor path
     * variables, which our routes do not have. Braces are for a regular expression's repetitions only.
     */
    public static boolean allows(String shorthand) {
        int equals = shorthand.indexOf('=');
        String name = equals < 0 ? shorthand : shorthand.substring(0, equals);
        boolean expression = shorthand.contains("#{") || shorthand.contains("${");
        boolean variable = shorthand.contains("{") && !name.strip().equals("RewritePath");
        return NAMES.contains(name.strip()) && !expression && !variable;
    }
}

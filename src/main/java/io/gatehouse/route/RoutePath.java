package io.gatehouse.route;

import io.gatehouse.organization.OrganizationName;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A route's path as written in YAML: {@code /{organization}}, literals, and an optional final {@code /**}.
 *
 * @param segments literals, decoded, and at most one {@link #ORGANIZATION}
 * @param open whether it ends with {@code /**}: everything below belongs to it too
 */
public record RoutePath(List<String> segments, boolean open) {

    static final String ORGANIZATION = "{organization}";

    public static final String EXPECTED = "/{organization}, literals, and an optional final /**";

    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~!$&'()+,=:@-]+");

    public RoutePath {
        segments = List.copyOf(segments);
    }

    /** @throws IllegalArgumentException when it is not a path of that form; the message says what is expected */
    public static RoutePath parse(String text) {
        RoutePath path = anywhere(text);
        if (path.segments.isEmpty() || !path.segments.get(0).equals(ORGANIZATION)) {
            throw malformed(text);
        }
        return path;
    }

    /** For the gateway's own pages, whose organization stands elsewhere in the path or nowhere. */
    public static RoutePath anywhere(String text) {
        if (!text.startsWith("/")) {
            throw malformed(text);
        }
        boolean open = text.endsWith("/**");
        String fixed = open ? text.substring(0, text.length() - 3) : text;
        List<String> segments = new ArrayList<>();
        if (!fixed.isEmpty()) {
            for (String segment : fixed.substring(1).split("/", -1)) {
                segments.add(checked(segment, segments, text));
            }
        }
        return new RoutePath(segments, open);
    }

    /** The address at which this route begins for an organization. */
    String start(OrganizationName organization) {
        String path = "/" + String.join("/", segments).replace(ORGANIZATION, organization.value());
        return open ? path + "/" : path;
    }

    /** As it is written in YAML. */
    @Override
    public String toString() {
        return "/" + String.join("/", segments) + (open ? "/**" : "");
    }

    private static String checked(String segment, List<String> before, String text) {
        boolean organization = segment.equals(ORGANIZATION) && !before.contains(ORGANIZATION);
        boolean literal = LITERAL.matcher(segment).matches() && !segment.equals(".") && !segment.equals("..");
        boolean root = segment.isEmpty() && before.isEmpty() && text.equals("/");
        if (!organization && !literal && !root) {
            throw malformed(text);
        }
        return segment;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
    }
}

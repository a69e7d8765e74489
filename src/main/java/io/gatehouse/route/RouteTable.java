package io.gatehouse.route;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.RequestPath;
import io.gatehouse.route.header.FoldedNames;
import io.gatehouse.route.header.Preset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the longest route for a path, in time that grows with the path and not with the number of routes.
 *
 * <p>A literal always beats {@code {organization}} and is never taken back, so the reserved {@code organizations} cannot
 * be read as an organization's name.
 */
public final class RouteTable {

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node organization;
        private @Nullable Route exact;
        private @Nullable Route open;
    }

    private final Node root = new Node();
    private final List<Route> routes;
    private final Map<String, Route> byName = new HashMap<>();
    private final FoldedNames identityNames;

    /** @throws IllegalArgumentException when two routes claim the same path */
    public RouteTable(Collection<Route> routes) {
        this.routes = List.copyOf(routes);
        this.routes.forEach(this::add);
        this.routes.forEach(route -> byName.put(route.name(), route));
        this.identityNames = identityNames(this.routes);
    }

    public List<Route> routes() {
        return routes;
    }

    /** The names that some route tells of people by, but for those of presets, which are no client's in any case. */
    public FoldedNames identityNames() {
        return identityNames;
    }

    public Optional<Route> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Empty when no route leads there, or when the organization's place holds something that is no name. */
    public Optional<Match> find(RequestPath path) {
        return find(path, root, null);
    }

    /** The same on an organization's own origin, where the path begins behind its name; but for the gateway's own pages. */
    public Optional<Match> find(RequestPath path, OrganizationName owner) {
        boolean ownPage = root.literals.containsKey(path.segments().get(0));
        Optional<Match> below =
                root.organization == null ? Optional.empty() : find(path, root.organization, owner.value());
        return ownPage && (below.isEmpty() || !path.raw().equals("/")) ? find(path) : below;
    }

    private static Optional<Match> find(RequestPath path, Node from, @Nullable String owner) {
        Node node = from;
        Route longest = from.open;
        String organization = owner;
        int before = owner == null ? 0 : 1;
        List<String> segments = path.segments();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            boolean finalSlash = i + before > 0 && i == segments.size() - 1 && segment.isEmpty();
            Node next = finalSlash ? null : node.literals.get(segment);
            if (next == null && !finalSlash && node.organization != null) {
                next = node.organization;
                organization = segment;
            }
            if (next == null) {
                return match(longest, organization, before);
            }
            node = next;
            longest = node.open != null ? node.open : longest;
        }
        return match(node.exact != null ? node.exact : longest, organization, before);
    }

    /** @param before how many segments of the route's path are not in the request's */
    private static Optional<Match> match(@Nullable Route route, @Nullable String organization, int before) {
        if (route == null) {
            return Optional.empty();
        }
        int leading = route.path().segments().size() - before;
        if (organization == null) {
            return Optional.of(new Match(route, Optional.empty(), leading));
        }
        return OrganizationName.parse(organization).map(name -> new Match(route, Optional.of(name), leading));
    }

    private static FoldedNames identityNames(List<Route> routes) {
        Set<String> names = new HashSet<>();
        for (Route route : routes) {
            if (route.destination() instanceof Destination.Upstream upstream) {
                names.addAll(upstream.headers().headers().keySet());
            }
        }
        for (Preset preset : Preset.values()) {
            names.removeAll(preset.headers().keySet());
        }
        return FoldedNames.of(names);
    }

    private void add(Route route) {
        Node node = root;
        for (String segment : route.path().segments()) {
            node = segment.equals(RoutePath.ORGANIZATION) ? organization(node) : literal(node, segment);
        }
        Route before = route.path().open() ? node.open : node.exact;
        if (before != null) {
            throw new IllegalArgumentException(
                    route.name() + ".path: " + route.path() + " (already the path of " + before.name() + ")");
        }
        if (route.path().open()) {
            node.open = route;
        } else {
            node.exact = route;
        }
    }

    private static Node organization(Node node) {
        Node next = node.organization;
        if (next == null) {
            next = new Node();
            node.organization = next;
        }
        return next;
    }

    private static Node literal(Node node, String segment) {
        return node.literals.computeIfAbsent(segment, unused -> new Node());
    }
}

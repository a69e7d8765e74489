package io.gatehouse.route;

/**
 * A row of the route table.
 *
 * @param name what the YAML calls it; the gateway's own pages have names with a dot in front
 */
public record Route(String name, RoutePath path, Destination destination, Access access) {}

package io.gatehouse.config;

import io.gatehouse.organization.Organizations;
import io.gatehouse.route.Route;
import java.util.List;

/** All of config/ as finished values. */
public record Configuration(GatewaySettings settings, List<Route> routes, Organizations organizations) {

    public Configuration {
        routes = List.copyOf(routes);
    }
}

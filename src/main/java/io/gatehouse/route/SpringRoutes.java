package io.gatehouse.route;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionRouteLocator;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.core.NestedExceptionUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Turns our routes into Spring Cloud Gateway's, filters included, once each; found by us, never matched by it. */
public final class SpringRoutes {

    private final Cache<Route, Mono<org.springframework.cloud.gateway.route.Route>> made =
            Caffeine.newBuilder().weakKeys().build();

    @SuppressWarnings("rawtypes") // as Spring Cloud Gateway's constructor has it
    private final List<GatewayFilterFactory> filters;

    private final GatewayProperties properties;
    private final ConfigurationService configuration;

    public SpringRoutes(
            List<GatewayFilterFactory<?>> filters, GatewayProperties properties, ConfigurationService configuration) {
        this.filters = List.copyOf(filters);
        this.properties = properties;
        this.configuration = configuration;
    }

    /** An error when a filter's arguments are wrong. */
    public Mono<org.springframework.cloud.gateway.route.Route> of(Route route, Destination.Upstream upstream) {
        return made.get(route, unused -> make(route, upstream));
    }

    /** What is wrong with a route's filters, such as {@code SetStatus=abc}; empty when nothing is. */
    public Optional<String> problem(Route route) {
        AtomicReference<@Nullable Throwable> error = new AtomicReference<>();
        if (route.destination() instanceof Destination.Upstream upstream) {
            of(route, upstream).subscribe(unused -> {}, error::set);
        }
        return Optional.ofNullable(error.get())
                .map(NestedExceptionUtils::getMostSpecificCause)
                .map(cause -> String.valueOf(cause.getMessage()));
    }

    private Mono<org.springframework.cloud.gateway.route.Route> make(Route route, Destination.Upstream upstream) {
        RouteDefinition definition = new RouteDefinition();
        definition.setId(route.name());
        definition.setUri(upstream.address());
        // Its time would include the upload's; the connections' own guard counts better.
        definition.setMetadata(Map.of(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, -1));
        definition.setFilters(
                upstream.filters().stream().map(FilterDefinition::new).toList());
        return new RouteDefinitionRouteLocator(
                        () -> Flux.just(definition), List.of(), filters, properties, configuration)
                .getRoutes()
                .next()
                .cache();
    }
}

package io.gatehouse.route;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractNameValueGatewayFilterFactory.NameValueConfig;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.util.StringUtils;
import reactor.core.publisher.Mono;

/** Turns our routes into Spring Cloud Gateway's, filters included, once each; found by us, never matched by it. */
public final class SpringRoutes {

    private final Cache<Route, Mono<org.springframework.cloud.gateway.route.Route>> made =
            Caffeine.newBuilder().weakKeys().build();

    private final Map<String, GatewayFilterFactory<?>> filters;
    private final ConfigurationService configuration;

    public SpringRoutes(List<GatewayFilterFactory<?>> filters, ConfigurationService configuration) {
        this.filters = filters.stream().collect(Collectors.toUnmodifiableMap(GatewayFilterFactory::name, it -> it));
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
        return Mono.fromSupplier(() -> org.springframework.cloud.gateway.route.Route.async()
                        .id(route.name())
                        .uri(upstream.address())
                        .asyncPredicate(unused -> Mono.just(true))
                        // Its time would include the upload's; the connections' own guard counts better.
                        .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, -1)
                        .filters(filters(upstream.filters()))
                        .build())
                .cache();
    }

    /** As {@code RouteDefinitionRouteLocator} does it, which needs Hibernate Validator. */
    private List<GatewayFilter> filters(List<String> shorthands) {
        List<GatewayFilter> made = new ArrayList<>();
        for (String shorthand : shorthands) {
            FilterDefinition definition = new FilterDefinition(shorthand);
            GatewayFilterFactory<?> factory = filters.get(definition.getName());
            if (factory == null) {
                throw new IllegalArgumentException(shorthand + " (expected: " + AllowedFilters.EXPECTED + ")");
            }
            GatewayFilter filter = filter(factory, definition);
            made.add(filter instanceof Ordered ? filter : new OrderedGatewayFilter(filter, made.size() + 1));
        }
        return made;
    }

    private <C> GatewayFilter filter(GatewayFilterFactory<C> factory, FilterDefinition definition) {
        C arguments = configuration
                .with(factory)
                .name(definition.getName())
                .properties(definition.getArgs())
                .bind();
        if (arguments instanceof NameValueConfig pair
                && !(StringUtils.hasLength(pair.getName()) && StringUtils.hasLength(pair.getValue()))) {
            throw new IllegalArgumentException(
                    definition.getName() + " " + definition.getArgs().values() + " (expected: a name and a value)");
        }
        return factory.apply(arguments);
    }
}

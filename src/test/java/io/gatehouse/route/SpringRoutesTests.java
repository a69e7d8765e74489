package io.gatehouse.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.route.access.Access;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.cloud.gateway.filter.factory.AddRequestHeaderGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.PrefixPathGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.SetStatusGatewayFilterFactory;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.core.Ordered;

/** Filters in Spring Cloud Gateway's shorthand, found to be right or wrong before a request comes. */
class SpringRoutesTests {

    private final SpringRoutes routes = new SpringRoutes(
            List.of(
                    new AddRequestHeaderGatewayFilterFactory(),
                    new PrefixPathGatewayFilterFactory(),
                    new SetStatusGatewayFilterFactory()),
            new ConfigurationService(
                    new DefaultListableBeanFactory(), ApplicationConversionService::getSharedInstance, () -> null));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        AddRequestHeader=X-A   | AddRequestHeader [X-A] (expected: a name and a value)
        AddRequestHeader=X-A,  | AddRequestHeader [X-A] (expected: a name and a value)
        StripPrefix=1          | StripPrefix=1 (expected: Name=argument,argument
        """)
    void aFilterWithoutAnArgumentIsNamed(String filter, String problem) {
        assertThat(routes.problem(route(filter)))
                .hasValueSatisfying(found -> assertThat(found).startsWith(problem));
    }

    @Test
    void aFilterThatCannotReadItsArgumentIsRefused() {
        assertThat(routes.problem(route("SetStatus=abc"))).isPresent();
    }

    @Test
    void filtersAreMadeInTheirOrder() {
        Route route = route("AddRequestHeader=X-A, a", "PrefixPath=/a", "SetStatus=404");

        assertThat(routes.problem(route)).isEmpty();
        assertThat(routes.of(route, (Destination.Upstream) route.destination())
                        .toFuture()
                        .join()
                        .getFilters())
                .extracting(filter -> ((Ordered) filter).getOrder())
                .containsExactly(1, 2, 3);
    }

    private static Route route(String... filters) {
        return new Route(
                "portal",
                RoutePath.parse("/{organization}/portal/**"),
                new Destination.Upstream(
                        URI.create("http://127.0.0.1:7107"),
                        true,
                        Destination.UserFormat.QUALIFIED,
                        true,
                        null,
                        List.of(filters)),
                new Access.Members());
    }
}

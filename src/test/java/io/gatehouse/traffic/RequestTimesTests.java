package io.gatehouse.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.organization.Organizations;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Route;
import io.gatehouse.route.RoutePath;
import io.gatehouse.route.RouteTable;
import io.gatehouse.route.Snapshot;
import io.gatehouse.route.access.Access;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTimesTests {

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Snapshot snapshot = routes("portal", "old");
    final RequestTimes times = new RequestTimes(meters, () -> snapshot);

    @ParameterizedTest
    @CsvSource({"0, aborted", "101, 1xx", "200, 2xx", "304, 3xx", "404, 4xx", "503, 5xx", "999, 5xx"})
    void countsByTheClassOfTheStatus(int status, String expected) {
        times.record("portal", status, 1_000_000);
        times.record("portal", status, 3_000_000);

        Timer timer = meters.get("gatehouse.requests")
                .tags("route", "portal", "status", expected)
                .timer();
        assertThat(timer.count()).isEqualTo(2);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(4);
    }

    @Test
    void goesOnCountingAcrossReloadsAndForgetsRoutesThatAreGone() {
        times.record("portal", 200, 1);
        times.record("old", 200, 1);
        times.record("old", 404, 1);
        times.record(Passage.NO_ROUTE, 404, 1);

        snapshot = routes("portal", "new");
        times.record("portal", 200, 1);
        times.record("new", 200, 1);

        assertThat(meters.find("gatehouse.requests").timers())
                .extracting(timer -> timer.getId().getTag("route") + " " + timer.count())
                .containsExactlyInAnyOrder("portal 2", "none 1", "new 1");
    }

    private static Snapshot routes(String... names) {
        List<Route> routes = Stream.of(names)
                .map(name -> new Route(
                        name,
                        RoutePath.anywhere("/" + name),
                        new Destination.Page(
                                (exchange, visit) -> exchange.getResponse().setComplete(),
                                Destination.Page.Place.EVERYWHERE),
                        new Access.Anyone()))
                .toList();
        return new Snapshot(new RouteTable(routes), new Organizations(List.of()));
    }
}

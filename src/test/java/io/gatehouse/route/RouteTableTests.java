package io.gatehouse.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.fixture.Proves;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.RequestPath;
import io.gatehouse.route.access.Access;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTests {

    private final RouteTable table = new RouteTable(List.of(
            route("portal", "/{organization}/portal/**"),
            route("admin", "/{organization}/portal/admin/**"),
            route("status", "/{organization}/portal/status"),
            route("wiki", "/{organization}/wiki/**"),
            own("index", "/"),
            own("logout", "/organizations/{organization}/logout")));

    @ParameterizedTest(name = "{0} → {1} of {2}")
    @CsvSource({
        "/acme/portal, portal, acme",
        "/acme/portal/, portal, acme",
        "/acme/portal/a/b/c, portal, acme",
        "/acme/portal/admin, admin, acme",
        "/acme/portal/admin/x, admin, acme",
        "/acme/portal/%61dmin/x, admin, acme",
        "/acme/portal/administrator, portal, acme",
        "/acme/portal/status, status, acme",
        "/acme/portal/status/, portal, acme",
        "/globex/wiki/x, wiki, globex",
        "/organizations/acme/logout, logout, acme",
    })
    @Proves("SEC-06")
    void findsTheLongestRouteAndItsOrganization(String path, String route, String organization) {
        assertThat(find(path)).hasValueSatisfying(match -> {
            assertThat(match.route().name()).isEqualTo(route);
            assertThat(match.organization()).contains(new OrganizationName(organization));
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/acme",
        "/acme/",
        "/acme/other",
        "/ACME/portal/",
        "/Acme/portal/",
        "/acme%20/portal/",
        "/acme./portal/",
        "/.well-known/portal/",
        "/organizations/portal/",
        "/organizations/acme",
        "/organizations/acme/portal/x",
        "/acme/Portal/",
    })
    void findsNothingElsewhere(String path) {
        assertThat(find(path)).isEmpty();
    }

    @Test
    void thePageOfNoOrganizationBelongsToNone() {
        assertThat(find("/"))
                .hasValueSatisfying(match -> assertThat(match.organization()).isEmpty());
    }

    @Test
    void refusesTwoRoutesOnOnePath() {
        assertThatThrownBy(() -> new RouteTable(
                        List.of(route("one", "/{organization}/x/**"), route("two", "/{organization}/x/**"))))
                .hasMessage("two.path: /{organization}/x/** (already the path of one)");
    }

    @Test
    void findsOneOfManyRoutesWithoutLookingAtTheOthers() {
        List<Route> many = java.util.stream.IntStream.range(0, 10_000)
                .mapToObj(i -> route("r" + i, "/{organization}/r" + i + "/**"))
                .toList();

        assertThat(new RouteTable(many).find(RequestPath.parse("/acme/r9999/x").orElseThrow()))
                .hasValueSatisfying(match -> assertThat(match.route().name()).isEqualTo("r9999"));
    }

    @ParameterizedTest(name = "{0} → {1}, {2} leading")
    @CsvSource({
        "/portal, portal, 1",
        "/portal/, portal, 1",
        "/portal/admin/x, admin, 2",
        "/portal/status, status, 2",
        "/wiki/acme/portal, wiki, 1",
        "/organizations/acme/logout, logout, 3",
        "/organizations/globex/logout, logout, 3",
        "/, index, 1",
    })
    void findsTheSameOnAnOriginThatIsTheOrganizationsAlone(String path, String route, int leading) {
        assertThat(table.find(RequestPath.parse(path).orElseThrow(), new OrganizationName("acme")))
                .hasValueSatisfying(match -> {
                    assertThat(match.route().name()).isEqualTo(route);
                    assertThat(match.leading()).isEqualTo(leading);
                });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"/acme/portal/", "/globex/wiki/x", "/organizations/portal/", "/other"})
    void findsNothingThereThatBeginsWithAName(String path) {
        assertThat(table.find(RequestPath.parse(path).orElseThrow(), new OrganizationName("acme")))
                .isEmpty();
    }

    @Test
    void aRouteOfEverythingTakesTheRootOfAnOriginOfItsOwn() {
        RouteTable everything = new RouteTable(List.of(route("all", "/{organization}/**"), own("index", "/")));

        assertThat(everything.find(RequestPath.parse("/").orElseThrow(), new OrganizationName("acme")))
                .hasValueSatisfying(match -> {
                    assertThat(match.route().name()).isEqualTo("all");
                    assertThat(match.leading()).isZero();
                });
    }

    private Optional<Match> find(String path) {
        return RequestPath.parse(path).flatMap(table::find);
    }

    private static Route route(String name, String path) {
        return new Route(
                name,
                RoutePath.parse(path),
                new Destination.Upstream(
                        URI.create("http://127.0.0.1:1"),
                        false,
                        Destination.UserFormat.QUALIFIED,
                        true,
                        null,
                        List.of()),
                new Access.Members());
    }

    private static Route own(String name, String path) {
        return new Route(
                name,
                RoutePath.anywhere(path),
                new Destination.Page(
                        (exchange, visit) -> exchange.getResponse().setComplete(), Destination.Page.Place.EVERYWHERE),
                new Access.Anyone());
    }
}

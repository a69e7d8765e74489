package io.gatehouse.bench.peer;

import io.gatehouse.bench.machine.Ports;
import io.gatehouse.bench.machine.Program;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is measured: started as its users start it, by its launcher, with sessions in Redis.
 *
 * @param organizations how many there are; all sign in with the same client at the same identity provider
 * @param routes how many there are for each organization
 * @param assertion whether it signs who the person is, which none of its peers does
 */
public record Gatehouse(int organizations, int routes, boolean assertion) implements Peer {

    private static final String SETTINGS = """
            server: { port: %d, address: 127.0.0.1 }
            gateway:
              public-url: %s
              secret-key: %s
              sessions: { store: redis }
            spring.data.redis.url: %s
            management.server.port: %d
            """;

    private static final String ORGANIZATION = """
            %s:
              identity-provider: { issuer: "%s", client-id: %s, client-secret: %s }
            """;

    private static final String ROUTE = """
              %s: { path: "/{organization}/%s/**", upstream: "%s", assertion: %s }
            """;

    public Gatehouse(int organizations, int routes) {
        this(organizations, routes, false);
    }

    @Override
    public String name() {
        return assertion
                ? "gatehouse-signing"
                : organizations == 1 && routes == 1 ? "gatehouse" : "gatehouse-" + organizations + "-" + routes;
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "this tree by `./gateway run`, %,d organization%s, %,d route%s, sessions in Redis, %s",
                organizations,
                organizations == 1 ? "" : "s",
                routes,
                routes == 1 ? "" : "s",
                assertion ? "with the signed assertion" : "without the signed assertion");
    }

    @Override
    public boolean warmsUpSlowly() {
        return true;
    }

    @Override
    public String prefix(int number) {
        return "/" + organization(number % organizations) + "/" + route(number % routes);
    }

    @Override
    public Program start(Surroundings around, Place place) {
        write(around, place);
        List<String> command = List.of(
                around.house().resolve("gateway").toString(),
                "run",
                "--config",
                place.folder().below("config").path().toString());
        return Program.start(name(), place.folder().path(), Map.of(), command);
    }

    private void write(Surroundings around, Place place) {
        byte[] key = HexFormat.of().parseHex(Surroundings.randomHex(32));
        String settings = SETTINGS.formatted(
                place.port(),
                place.address(),
                Base64.getEncoder().encodeToString(key),
                around.redis().url(place.database()),
                Ports.free());
        String people = IntStream.range(0, organizations)
                .mapToObj(number -> ORGANIZATION.formatted(
                        organization(number),
                        around.issuer(),
                        around.clientId(),
                        around.clientSecret().reveal()))
                .collect(Collectors.joining());
        String ways = IntStream.range(0, routes)
                .mapToObj(number -> ROUTE.formatted(
                        route(number), route(number), around.upstream().address(), assertion))
                .collect(Collectors.joining("", "routes:\n", ""));
        place.folder().below("config").write("gateway.yaml", settings);
        place.folder().below("config").write("organizations.yaml", people);
        place.folder().below("config").write("routes.yaml", ways);
    }

    private static String organization(int number) {
        return number == 0 ? "acme" : "organization-" + number;
    }

    private static String route(int number) {
        return number == 0 ? "app" : "app-" + number;
    }
}

package io.gatehouse.bench.peer;

import io.gatehouse.bench.machine.Program;
import java.util.List;
import java.util.Map;

/** An application of the bench's own jar in a process of its own, started as any Spring Boot jar is. */
final class SpringProgram {

    private static final String PROPERTIES = """
            server.port=%d
            server.address=127.0.0.1
            spring.cloud.gateway.server.webflux.routes[0].id=app
            spring.cloud.gateway.server.webflux.routes[0].uri=%s
            spring.cloud.gateway.server.webflux.routes[0].predicates[0]=Path=/acme/app/**
            """;

    private SpringProgram() {}

    static Program start(String command, Surroundings around, Peer.Place place, String more) {
        String properties = PROPERTIES.formatted(place.port(), around.upstream().address()) + more;
        String file = place.folder().write("application.properties", properties).toString();
        List<String> line = List.of(
                Surroundings.java(),
                "-jar",
                System.getProperty("java.class.path"),
                command,
                "--spring.config.location=file:" + file);
        return Program.start(command, place.folder().path(), Map.of(), line);
    }
}

package io.gatehouse.journey;

import io.gatehouse.Gateway;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/** One replica of the real gateway, on a free port of this process. */
final class RunningGateway implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final int port;

    private RunningGateway(ConfigurableApplicationContext context, int port) {
        this.context = context;
        this.port = port;
    }

    /** @param publicPort how browsers reach it: its own port, or that of the replica it stands beside */
    static RunningGateway start(Path config, int port, int publicPort, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--config",
                config.toString(),
                "--server.port=" + port,
                "--management.server.port=0",
                "--gateway.data-directory=" + config.resolve(".data"),
                "--gateway.public-url=http://localhost:" + publicPort));
        arguments.addAll(List.of(more));
        return new RunningGateway(Gateway.run(arguments.toArray(String[]::new)), port);
    }

    int port() {
        return port;
    }

    int managementPort() {
        return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    URI uri() {
        return URI.create("http://localhost:" + port);
    }

    String url(String path) {
        return uri() + path;
    }

    @Override
    public void close() {
        context.close();
    }
}

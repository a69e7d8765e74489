package io.gatehouse.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out before anything starts whether the demo's ports are free, so that a taken one is a sentence, not a stack. */
final class DemoPorts {

    private DemoPorts() {}

    static List<String> problems(int gatewayPort) {
        List<String> problems = new ArrayList<>();
        problem(new InetSocketAddress(gatewayPort), "the gateway")
                .map(problem -> problem + " Choose another with --port, as in: ./gateway demo --port "
                        + (gatewayPort == 8081 ? 8082 : 8081))
                .ifPresent(problems::add);
        for (DemoOrganization organization : DemoOrganizations.ALL) {
            fixed(organization.port(), organization.displayName() + "'s identity provider")
                    .ifPresent(problems::add);
        }
        fixed(DemoOrganizations.PORTAL_PORT, "the demo's portal").ifPresent(problems::add);
        return problems;
    }

    private static Optional<String> fixed(int port, String what) {
        return problem(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), what)
                .map(problem -> problem + " The demo needs this one: stop what listens there (lsof -i :" + port + ").");
    }

    private static Optional<String> problem(InetSocketAddress address, String what) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("Port " + address.getPort() + ", meant for " + what + ", cannot be opened ("
                    + e.getMessage() + ").");
        }
    }
}

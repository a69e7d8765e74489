package io.gatehouse.demo;

import io.gatehouse.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** Runs the gateway as committed, with two identity providers and a portal around it: {@code ./gateway demo}. */
public final class Demo {

    private static final String DATA = "--gateway.data-directory=";

    private Demo() {}

    public static void main(String[] arguments) {
        List<String> rest = new ArrayList<>(List.of(arguments));
        String found = takePort(rest);
        if (!isPort(found)) {
            fail(List.of("--port: found '" + found + "' (expected: a number from 1 to 65535)"));
            return;
        }
        int port = Integer.parseInt(found);
        List<String> problems = DemoPorts.problems(port);
        if (!problems.isEmpty()) {
            fail(problems);
            return;
        }
        URI publicUrl = URI.create("http://localhost:" + port);
        DemoOrganizations.ALL.forEach(organization -> DemoIdentityProvider.start(organization.identityProvider()));
        DemoPortal.start(DemoOrganizations.PORTAL_PORT);
        DemoGuide.printWhenUp(publicUrl);
        Gateway.main(gatewayArguments(publicUrl, rest));
    }

    /** Removes {@code --port N} or {@code --port=N}; the rest is the gateway's. */
    private static String takePort(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).startsWith("--port=")) {
                return arguments.remove(i).substring("--port=".length());
            }
            if (arguments.get(i).equals("--port")) {
                arguments.remove(i);
                return i < arguments.size() ? arguments.remove(i) : "";
            }
        }
        return "8080";
    }

    private static boolean isPort(String value) {
        return value.matches("[1-9]\\d{0,4}") && Integer.parseInt(value) <= 65535;
    }

    private static String[] gatewayArguments(URI publicUrl, List<String> rest) {
        Stream<String> own = Stream.of(
                "run",
                "--config",
                "config",
                "--server.port=" + publicUrl.getPort(),
                "--gateway.public-url=" + publicUrl);
        Stream<String> data = rest.stream().anyMatch(argument -> argument.startsWith(DATA))
                ? Stream.of()
                : Stream.of(DATA + temporaryDirectory());
        return Stream.of(own, data, rest.stream()).flatMap(all -> all).toArray(String[]::new);
    }

    /** A demo begins anew each time, and leaves nothing behind in the source tree. */
    private static Path temporaryDirectory() {
        try {
            Path directory = Files.createTempDirectory("gatehouse-demo");
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(directory.toFile())));
            return directory;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static void fail(List<String> problems) {
        problems.forEach(System.err::println);
        System.exit(1);
    }
}

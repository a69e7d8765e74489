package io.gatehouse.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** An identity provider for each organization that does what its {@link HostileScript} says: well behaved until told otherwise. */
final class HostileProvider implements AutoCloseable {

    /** Where it is asked. */
    enum Endpoint {
        DISCOVERY("/.well-known/openid-configuration"),
        AUTHORIZE("/authorize"),
        TOKEN("/token"),
        KEYS("/keys"),
        USER_INFO("/userinfo"),
        END_SESSION("/logout"),
        ELSEWHERE("/elsewhere");

        final String path;

        Endpoint(String path) {
            this.path = path;
        }

        static Endpoint of(String path) {
            for (Endpoint endpoint : values()) {
                if (path.endsWith(endpoint.path)) {
                    return endpoint;
                }
            }
            throw new IllegalArgumentException(path);
        }
    }

    /** A request that was answered. */
    record Asked(Endpoint endpoint, Map<String, String> parameters, Map<String, String> headers) {}

    /**
     * An answer as it goes out.
     *
     * @param headers beside the usual ones
     */
    record Answer(int status, Map<String, String> headers, byte[] body) {

        static Answer json(Object body) {
            return text(200, "application/json", JSON.writeValueAsString(body));
        }

        static Answer text(int status, String type, String body) {
            return new Answer(status, Map.of("Content-Type", type), body.getBytes(UTF_8));
        }

        static Answer redirect(int status, String location) {
            return new Answer(status, Map.of("Location", location), new byte[0]);
        }

        /** The same body where the status says that it is elsewhere. */
        Answer redirecting(String location) {
            Map<String, String> all = new LinkedHashMap<>(headers);
            all.put("Location", location);
            return new Answer(302, all, body);
        }
    }

    private static final JsonMapper JSON = new JsonMapper();

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // or each answer with a body waits 40 ms
    }

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "hostile-provider");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, HostileScript> scripts = new ConcurrentHashMap<>();
    private final HttpServer server;

    private HostileProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 100);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    static HostileProvider start() {
        return new HostileProvider();
    }

    /** Another host than the gateway's: cookies know no ports. */
    URI issuer(String organization) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + organization);
    }

    HostileScript script(String organization) {
        return scripts.computeIfAbsent(organization, name -> new HostileScript(issuer(name)));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String query = exchange.getRequestURI().getRawQuery();
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Map<String, String> parameters = form(body.isEmpty() ? query : body);
            Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, header -> String.join(",", header.getValue())));
            Asked asked = new Asked(Endpoint.of(path), parameters, headers);
            send(exchange, script(path.split("/")[1]).answer(asked));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders()
                .set("Connection", "close"); // this server may close one that is about to be used again
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        if (answer.body().length > 0) {
            OutputStream out = exchange.getResponseBody();
            out.write(answer.body());
        }
    }

    static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    static Map<String, String> form(String encoded) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : encoded == null ? List.<String>of() : List.of(encoded.split("&"))) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.put(part.substring(0, equals), URLDecoder.decode(part.substring(equals + 1), UTF_8));
            }
        }
        return parameters;
    }
}

package io.gatehouse.journey;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Hosts with their real names and TLS, all of them on loopback: an HTTP proxy that leads every name to one server. The gateway
 * reaches it by {@code gateway.egress} and is otherwise the one that is deployed.
 */
final class SimulatedInternet implements AutoCloseable {

    /** What a host was asked. */
    record Call(String method, URI address, Map<String, String> headers, String body) {

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase()));
        }

        /** A field of a form that was sent. */
        Optional<String> field(String name) {
            return Parameters.of(body).find(name);
        }
    }

    record Answer(int status, String json) {}

    /** Whoever answers for a host. */
    interface Site {
        Answer answer(Call call);
    }

    private final Map<String, Site> sites = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Certificate certificate;
    private final HttpsServer server;
    private final ServerSocket proxy;

    private SimulatedInternet(Path directory, List<String> hosts) throws IOException {
        certificate = Certificate.ofRsa(
                directory, "internet", hosts.stream().map(host -> "dns:" + host).collect(Collectors.joining(",")));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
        proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** @param hosts that there will be */
    static SimulatedInternet start(Path directory, List<String> hosts) {
        try {
            return new SimulatedInternet(directory, hosts);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void put(String host, Site site) {
        sites.put(host, site);
    }

    /** Its own, which tests may lend to others: to make one takes a second. */
    Certificate certificate() {
        return certificate;
    }

    /** For {@code gateway.yaml}. */
    String egress() {
        return "{proxy: 'http://127.0.0.1:" + proxy.getLocalPort() + "', ca-file: '" + certificate.certificate() + "'}";
    }

    /** What this host was asked, the oldest first. */
    List<Call> calls(String host) {
        return calls.stream()
                .filter(call -> call.address().getHost().equals(host))
                .toList();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String host = exchange.getRequestHeaders().getFirst("Host").replaceFirst(":443$", "");
        Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(header -> header.getKey().toLowerCase(), header -> header.getValue()
                        .get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Call call = new Call(
                exchange.getRequestMethod(), URI.create("https://" + host + exchange.getRequestURI()), headers, body);
        calls.add(call);
        Answer answer = Optional.ofNullable(sites.get(host))
                .map(site -> site.answer(call))
                .orElse(new Answer(404, "{}"));
        byte[] bytes = answer.json().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void accept() {
        while (!proxy.isClosed()) {
            try {
                Socket client = proxy.accept();
                threads.execute(() -> tunnel(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void tunnel(Socket client) {
        try (client;
                Socket target = new Socket(
                        server.getAddress().getAddress(), server.getAddress().getPort())) {
            readHead(client.getInputStream());
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            threads.execute(() -> pump(client, target));
            pump(target, client);
        } catch (IOException brokenOff) {
            // the other side has ended it
        }
    }

    private static void readHead(InputStream in) throws IOException {
        int matched = 0;
        for (int read = in.read(); read >= 0 && matched < 4; read = matched < 4 ? in.read() : read) {
            matched = read == "\r\n\r\n".charAt(matched) ? matched + 1 : 0;
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
            to.shutdownOutput();
        } catch (IOException brokenOff) {
            // the other side has ended it
        }
    }

    @Override
    public void close() {
        try {
            proxy.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.stop(0);
        threads.shutdownNow();
    }
}

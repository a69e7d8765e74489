package io.gatehouse.journey;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.demo.DemoIdentityProvider;
import io.gatehouse.demo.DemoOrganization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A demo identity provider behind somebody who listens: every secret that goes in or out is remembered. */
final class OverheardProvider implements AutoCloseable {

    private static final Pattern SENT =
            Pattern.compile("(?:^|&)(code|code_verifier|client_secret|refresh_token)=([^&]+)");
    private static final Pattern ANSWERED =
            Pattern.compile("\"(access_token|refresh_token|id_token)\"\\s*:\\s*\"([^\"]+)\"");

    private final HttpServer ear;
    private final DemoIdentityProvider provider;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    private final Set<String> secrets = new ConcurrentSkipListSet<>();

    private OverheardProvider(DemoOrganization organization, String redirectUri) {
        try {
            ear = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        provider = DemoIdentityProvider.start(organization
                .identityProvider()
                .withPort(0)
                .withIssuer("http://localhost:" + ear.getAddress().getPort())
                .withRedirectUris(redirectUri::equals)
                .withPostLogoutRedirectUris(uri -> true));
        ear.createContext("/", this::handle);
        ear.setExecutor(Executors.newCachedThreadPool());
        ear.start();
    }

    static OverheardProvider start(DemoOrganization organization, String redirectUri) {
        return new OverheardProvider(organization, redirectUri);
    }

    URI issuer() {
        return URI.create("http://localhost:" + ear.getAddress().getPort());
    }

    /** All tokens, codes and verifiers; of a JWT its signature, which nothing else holds. */
    Set<String> secrets() {
        Set<String> found = new TreeSet<>();
        secrets.forEach(secret -> found.add(secret.substring(secret.lastIndexOf('.') + 1)));
        return found;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        overhear(SENT.matcher(body));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + provider.port() + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofString(body));
        for (String name : new String[] {"Authorization", "Content-Type", "Cookie", "Accept", "Origin"}) {
            if (exchange.getRequestHeaders().containsKey(name)) {
                request.header(name, exchange.getRequestHeaders().getFirst(name));
            }
        }
        try (exchange) {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            overhear(ANSWERED.matcher(new String(answer.body(), StandardCharsets.UTF_8)));
            answer.headers().map().forEach((name, values) -> {
                if (!name.startsWith(":") && !name.equals("content-length") && !name.equals("transfer-encoding")) {
                    values.forEach(value -> exchange.getResponseHeaders().add(name, value));
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }

    private void overhear(Matcher found) {
        while (found.find()) {
            secrets.add(java.net.URLDecoder.decode(found.group(2), StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        ear.stop(0);
        provider.close();
    }
}

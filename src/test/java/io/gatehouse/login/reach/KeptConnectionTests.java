package io.gatehouse.login.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/** A provider that closes each kept connection just when it is used again. */
class KeptConnectionTests {

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final WebClient http = Step.JWKS.with(Http.client(Egress.direct()));
    private ServerSocket provider;

    @BeforeEach
    void start() throws IOException {
        provider = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    @AfterEach
    void stop() throws IOException {
        provider.close();
        threads.shutdownNow();
    }

    @Test
    void whatOnlyReadsIsAskedOnceMore() {
        Awaitility.await().until(() -> {
            assertThat(ask(HttpMethod.GET)).isEqualTo("{}");
            return closed.get() > 0; // before, no connection had come back in time to be used again
        });
    }

    /** A code is good once, and perhaps it was used. */
    @Test
    void aCodeIsNotSentTwice() {
        AtomicInteger sent = new AtomicInteger();

        assertThatThrownBy(() -> {
                    while (sent.incrementAndGet() < 1000) {
                        ask(HttpMethod.POST);
                    }
                })
                .isInstanceOf(WebClientRequestException.class);

        assertThat(requests).hasValue(sent.get());
        assertThat(closed).hasValue(1);
    }

    private String ask(HttpMethod method) {
        return http.method(method)
                .uri("http://127.0.0.1:" + provider.getLocalPort() + "/keys")
                .retrieve()
                .bodyToMono(String.class)
                .block();
    }

    private void accept() {
        while (!provider.isClosed()) {
            try {
                Socket socket = provider.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException over) {
                return;
            }
        }
    }

    private void serve(Socket accepted) {
        try (Socket socket = accepted) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            hears(lines);
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                            .getBytes(StandardCharsets.US_ASCII));
            if (hears(lines)) {
                closed.incrementAndGet();
            }
        } catch (IOException gone) {
            // the client's end
        }
    }

    /** Whether a request came; bodies are empty here. */
    private boolean hears(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        if (line == null) {
            return false;
        }
        requests.incrementAndGet();
        while (line != null && !line.isEmpty()) {
            line = lines.readLine();
        }
        return true;
    }
}

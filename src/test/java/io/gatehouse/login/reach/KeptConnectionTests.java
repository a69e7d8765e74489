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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/** A provider that closes each kept connection just when it is used again. */
class KeptConnectionTests {

    private final AtomicInteger requests = new AtomicInteger();
    private final WebClient http = Step.JWKS.with(Http.client(Egress.direct()));
    private ServerSocket provider;

    @BeforeEach
    void start() throws IOException {
        provider = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "provider");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        provider.close();
    }

    @Test
    void whatOnlyReadsIsAskedOnceMore() {
        assertThat(ask(HttpMethod.GET)).isEqualTo("{}");
        assertThat(ask(HttpMethod.GET)).isEqualTo("{}");

        assertThat(requests).hasValue(3);
    }

    /** A code is good once, and perhaps it was used. */
    @Test
    void aCodeIsNotSentTwice() {
        ask(HttpMethod.POST);

        assertThatThrownBy(() -> ask(HttpMethod.POST)).isInstanceOf(WebClientRequestException.class);

        assertThat(requests).hasValue(2);
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
            try (Socket socket = provider.accept()) {
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                head(lines);
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                                .getBytes(StandardCharsets.US_ASCII));
                head(lines);
            } catch (IOException closed) {
                // the client's end, or the test's
            }
        }
    }

    /** Bodies are empty here. */
    private void head(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        if (line == null) {
            return;
        }
        requests.incrementAndGet();
        while (line != null && !line.isEmpty()) {
            line = lines.readLine();
        }
    }
}

package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepAliveJourney {

    @TempDir
    Path config;

    /** Load balancers send the next request as soon as the body before has arrived; reactor-netty 1.3.7 then stopped reading. */
    @Test
    void aConnectionGoesOnAfterARequestThatCameEarlyAndWasAnsweredAtOnce() throws IOException {
        try (World world = World.start(config);
                Socket socket = new Socket("127.0.0.1", world.gateway.port())) {
            socket.setSoTimeout(5_000);
            for (int i = 0; i < 20; i++) {
                send(socket, request(world, "/acme/public/x") + request(world, "/acme/unknown"));
                assertThat(answer(socket)).startsWith("HTTP/1.1 200");
                assertThat(answer(socket)).startsWith("HTTP/1.1 404");
            }
            send(socket, request(world, "/acme/public/x"));
            assertThat(answer(socket)).startsWith("HTTP/1.1 200");
        }
    }

    /** The same on the port that is scraped. */
    @Test
    void aScrapeIsAnsweredOnAConnectionThatGoesOn() throws IOException {
        try (World world = World.start(config);
                Socket socket = new Socket("127.0.0.1", world.gateway.managementPort())) {
            socket.setSoTimeout(5_000);
            for (int i = 0; i < 20; i++) {
                send(socket, request(world, "/actuator/health/liveness") + request(world, "/actuator/unknown"));
                assertThat(answer(socket)).startsWith("HTTP/1.1 200");
                assertThat(answer(socket)).startsWith("HTTP/1.1 404");
            }
        }
    }

    private static String request(World world, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost:" + world.gateway.port() + "\r\n\r\n";
    }

    private static void send(Socket socket, String requests) throws IOException {
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** One whole answer: its head, then as many bytes as it announces, or chunks to the last. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) read(in));
        }
        String head = answer.toString().toLowerCase(java.util.Locale.ROOT);
        if (head.contains("transfer-encoding: chunked")) {
            while (!answer.toString().endsWith("\r\n0\r\n\r\n")) {
                answer.append((char) read(in));
            }
            return answer.toString();
        }
        int length = Integer.parseInt(head.replaceAll("(?s).*content-length: (\\d+).*", "$1"));
        for (int i = 0; i < length; i++) {
            answer.append((char) read(in));
        }
        return answer.toString();
    }

    private static int read(InputStream in) throws IOException {
        int c = in.read();
        assertThat(c).as("connection closed").isNotNegative();
        return c;
    }
}

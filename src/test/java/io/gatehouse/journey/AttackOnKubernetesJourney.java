package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spring Boot believes every client's forwarding headers as soon as it finds itself on Kubernetes. */
class AttackOnKubernetesJourney {

    @TempDir
    Path config;

    @Test
    @Proves("SEC-24")
    void onKubernetesToAClientsForwardingHeadersCountNoMoreThanElsewhere() {
        try (World world = World.start(
                config, "--spring.main.cloud-platform=kubernetes", "--gateway.trusted-proxies=10.0.0.0/8")) {
            String spoofed = ask(world, "Host: localhost:" + world.gateway.port(), "X-Forwarded-For: 6.6.6.6");
            assertThat(spoofed).startsWith("HTTP/1.1 200");
            assertThat(world.upstream.last().header("X-Forwarded-For")).containsExactly("127.0.0.1");

            String asProxy = ask(
                    world,
                    "Host: evil.example",
                    "X-Forwarded-For: 10.1.1.1",
                    "X-Forwarded-Host: localhost:" + world.gateway.port());
            assertThat(asProxy).startsWith("HTTP/1.1 421");
        }
    }

    private static String ask(World world, String... headers) {
        return RawHttp.exchange(
                world.gateway.port(), "GET /acme/public/x HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
    }
}

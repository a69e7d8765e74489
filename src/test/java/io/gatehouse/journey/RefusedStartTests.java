package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.InvalidConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the log of a gateway that does not start. */
class RefusedStartTests {

    @TempDir
    Path config;

    /** Spring Boot repeats an address that it cannot read, whatever the store is. */
    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis"})
    void aPasswordInAMalformedAddressOfRedisIsNotInIt(String store) throws IOException {
        Files.writeString(config.resolve("gateway.yaml"), "gateway: {}\n");
        try (StandardOutput output = StandardOutput.capture()) {
            assertThatThrownBy(() -> RunningGateway.start(
                            config,
                            0,
                            0,
                            "--gateway.sessions.store=" + store,
                            "--gateway.secret-key=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                            "--spring.data.redis.url=redis://:hunter2%zz@127.0.0.1:1"))
                    .isInstanceOf(InvalidConfiguration.class);

            assertThat(output.text())
                    .contains("spring.data.redis.url: not an address of Redis (expected: ")
                    .doesNotContain("hunter2");
        }
    }
}

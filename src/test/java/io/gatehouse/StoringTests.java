package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.InvalidConfiguration;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.store.FileSettingsStore;
import io.gatehouse.settings.store.MemorySettingsStore;
import io.gatehouse.settings.store.RedisSettingsStore;
import io.gatehouse.settings.store.SettingsStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** What a gateway keeps, and where. */
class StoringTests {

    private static final OrganizationName ACME = new OrganizationName("acme");

    @TempDir
    private Path parent;

    private Path data;

    @BeforeEach
    void aConfigurationOfDefaults() throws IOException {
        data = parent.resolve("data");
        Files.createDirectory(parent.resolve("config"));
        Files.writeString(parent.resolve("config/gateway.yaml"), "gateway: {}\n");
    }

    @Test
    void settingsAndTheirKeySurviveARestartBesideTheConfiguration() {
        try (ConfigurableApplicationContext gateway = start()) {
            byte[] sealed = gateway.getBean(SecretKeys.class).sealer("test").seal(new byte[] {1, 2, 3});
            gateway.getBean(SettingsStore.class).write(ACME, 0, sealed).block();
        }
        try (ConfigurableApplicationContext gateway = start()) {
            SettingsStore store = gateway.getBean(SettingsStore.class);

            byte[] sealed = store.read(ACME).block().value();

            assertThat(store).isInstanceOf(FileSettingsStore.class);
            assertThat(gateway.getBean(SecretKeys.class).sealer("test").open(sealed))
                    .contains(new byte[] {1, 2, 3});
        }
        assertThat(data.resolve("settings/acme")).exists();
    }

    @Test
    void aGatewayWithRedisKeepsNothingHere() {
        try (ConfigurableApplicationContext gateway = start(
                "--gateway.sessions.store=redis",
                "--gateway.secret-key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "--spring.data.redis.url=redis://127.0.0.1:1")) {
            assertThat(gateway.getBean(SettingsStore.class)).isInstanceOf(RedisSettingsStore.class);
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void aConfiguredKeyMakesNoKeyFile() {
        try (ConfigurableApplicationContext gateway =
                start("--gateway.secret-key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")) {
            assertThat(gateway.getBean(SettingsStore.class)).isInstanceOf(FileSettingsStore.class);
        }
        assertThat(data.resolve("secret-key")).doesNotExist();
    }

    @Test
    void withoutADirectoryThatCanBeWrittenItServesAllTheSame() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        try (ConfigurableApplicationContext gateway = start("--gateway.data-directory=" + file.resolve("data"))) {
            assertThat(gateway.getBean(SettingsStore.class)).isInstanceOf(MemorySettingsStore.class);
        }
    }

    @Test
    void aKeyFileThatOthersMayReadStopsTheStart() throws IOException {
        start().close();
        Files.setPosixFilePermissions(data.resolve("secret-key"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(this::start)
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining(
                        "gateway.data-directory: " + data.resolve("secret-key") + ": mode rw-r--r-- (expected: ");
    }

    private ConfigurableApplicationContext start(String... more) {
        String[] arguments = new String[more.length + 4];
        arguments[0] = "--config";
        arguments[1] = parent.resolve("config").toString();
        arguments[2] = "--server.port=0";
        arguments[3] = "--management.server.port=0";
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Gateway.run(arguments);
    }
}

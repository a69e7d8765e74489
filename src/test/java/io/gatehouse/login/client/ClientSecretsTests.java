package io.gatehouse.login.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.secret.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientSecretsTests {

    private static final Secret OLD = Secret.of("old");
    private static final Secret NEW = Secret.of("new");

    private final ClientSecrets secrets = new ClientSecrets(List.of(OLD, NEW));

    @Test
    void areTriedAsConfiguredWhileNothingIsKnown() {
        assertThat(secrets.inOrder()).containsExactly(OLD, NEW);
    }

    @Test
    void theOneThatWorkedIsTriedFirstAndTheOtherStillAfterIt() {
        secrets.worked(NEW);
        assertThat(secrets.inOrder()).containsExactly(NEW, OLD);

        secrets.worked(OLD);
        assertThat(secrets.inOrder()).containsExactly(OLD, NEW);
    }

    @Test
    void thatTheSecondWorksIsNewsOnce() {
        assertThat(secrets.worked(OLD)).isFalse();
        assertThat(secrets.worked(NEW)).isTrue();
        assertThat(secrets.worked(NEW)).isFalse();
        assertThat(secrets.worked(OLD)).isFalse();
    }

    @Test
    void aSecretThatIsWrittenTwiceIsTriedOnce() {
        assertThat(new ClientSecrets(List.of(OLD, OLD)).inOrder()).containsExactly(OLD);
    }
}

package io.gatehouse.member.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.PrivateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class FileMemberStoreTests extends MemberStoreContract {

    private static final OrganizationName ACME = new OrganizationName("acme");

    @TempDir
    Path data;

    private FileMemberStore store;

    @BeforeEach
    void open() throws IOException {
        store = new FileMemberStore(PrivateDirectory.open(data));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    MemberStore store() {
        return store;
    }

    @Test
    void whatWasKeptIsThereAfterARestart() throws IOException {
        store.write(ACME, "m1", 0, new byte[] {1}, Set.of("a")).block();
        store.write(ACME, "m1", 1, new byte[] {2}, Set.of("b")).block();
        store.write(ACME, "m2", 0, new byte[] {3}, Set.of("c")).block();
        store.remove(ACME, "m2", 1).block();

        try (FileMemberStore again = new FileMemberStore(PrivateDirectory.open(data))) {
            assertThat(again.named(ACME, "b").block().version()).isEqualTo(2);
            assertThat(again.named(ACME, "a").blockOptional()).isEmpty();
            assertThat(again.read(ACME, "m2").blockOptional()).isEmpty();
        }
    }

    @Test
    void aDamagedFileDoesNotKeepTheOthersFromBeingRead() throws IOException {
        store.write(ACME, "m1", 0, new byte[] {1}, Set.of("a")).block();
        Files.write(data.resolve("members/acme.m2"), new byte[] {1, 2, 3});

        try (FileMemberStore again = new FileMemberStore(PrivateDirectory.open(data))) {
            assertThat(again.versions(ACME).block()).hasSize(1);
        }
    }
}

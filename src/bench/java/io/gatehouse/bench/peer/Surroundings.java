package io.gatehouse.bench.peer;

import io.gatehouse.bench.machine.Folder;
import io.gatehouse.bench.machine.Redis;
import io.gatehouse.bench.machine.Upstream;
import io.gatehouse.secret.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What every gateway of a run shares.
 *
 * @param house where {@code ./gateway} is
 * @param issuer of the one identity provider, with the client that all of them are there
 */
public record Surroundings(
        Path house, Folder folder, Redis redis, Upstream upstream, URI issuer, String clientId, Secret clientSecret) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** For cookies and caches of this run. */
    static String randomHex(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** The Java that runs the bench: the launcher's choice, as for Gatehouse. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}

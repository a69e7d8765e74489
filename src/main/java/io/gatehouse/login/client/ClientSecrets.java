package io.gatehouse.login.client;

import io.gatehouse.secret.Secret;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A client's secrets, the one that worked last in front: while they are rotated a sign-in need not try both. */
public final class ClientSecrets {

    private final List<Secret> configured;
    private final AtomicReference<Secret> works;

    /** @param configured one, or two while they are rotated */
    public ClientSecrets(List<Secret> configured) {
        this.configured = List.copyOf(configured);
        this.works = new AtomicReference<>(configured.get(0));
    }

    /** All of them, in the order in which to try them. */
    public List<Secret> inOrder() {
        Secret first = works.get();
        return Stream.concat(Stream.of(first), configured.stream().filter(secret -> !secret.equals(first)))
                .toList();
    }

    /**
     * From now on this one is tried first.
     *
     * @return whether that is news, and the first of them one to remove; once for however many find out together
     */
    public boolean worked(Secret secret) {
        Secret before = works.getAndSet(secret);
        return !secret.equals(before) && !secret.equals(configured.get(0));
    }
}

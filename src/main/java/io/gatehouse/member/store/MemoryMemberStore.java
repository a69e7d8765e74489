package io.gatehouse.member.store;

import io.gatehouse.organization.OrganizationName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps members in this process, where no directory can be written. They end with it. */
public final class MemoryMemberStore implements MemberStore {

    /** Of one organization. */
    private static final class Register {
        private final Map<String, Kept> kept = new HashMap<>();
        private final Map<String, Set<String>> names = new HashMap<>();
        private final Map<String, String> ids = new HashMap<>();
        private long stamp;
    }

    private final Map<OrganizationName, Register> registers = new HashMap<>();

    @Override
    public Mono<Long> stamp(OrganizationName organization) {
        return alone(() -> register(organization).stamp);
    }

    @Override
    public Mono<Kept> read(OrganizationName organization, String id) {
        return alone(() -> register(organization).kept.get(id));
    }

    @Override
    public Mono<Kept> named(OrganizationName organization, String name) {
        return alone(() -> {
            Register register = register(organization);
            return register.kept.get(register.ids.getOrDefault(name, ""));
        });
    }

    @Override
    public Flux<Kept> read(OrganizationName organization, List<String> ids) {
        return alone(() -> {
                    Map<String, Kept> kept = register(organization).kept;
                    return ids.stream().map(kept::get).filter(Objects::nonNull).toList();
                })
                .flatMapIterable(found -> found);
    }

    @Override
    public Mono<Map<String, Long>> versions(OrganizationName organization) {
        return alone(() -> register(organization).kept.values().stream()
                .collect(Collectors.toUnmodifiableMap(Kept::id, Kept::version)));
    }

    @Override
    public Mono<Outcome> write(
            OrganizationName organization, String id, long expected, byte[] value, Set<String> names) {
        return alone(() -> {
            Register register = register(organization);
            if (version(register.kept.get(id)) != expected) {
                return Outcome.CHANGED;
            }
            if (names.stream()
                    .anyMatch(name -> !register.ids.getOrDefault(name, id).equals(id))) {
                return Outcome.TAKEN;
            }
            if (expected == 0 && register.kept.size() >= MOST) {
                return Outcome.FULL;
            }
            register.ids.keySet().removeAll(register.names.getOrDefault(id, Set.of()));
            names.forEach(name -> register.ids.put(name, id));
            register.names.put(id, Set.copyOf(names));
            register.kept.put(id, new Kept(id, expected + 1, value));
            register.stamp++;
            return Outcome.MADE;
        });
    }

    @Override
    public Mono<Boolean> remove(OrganizationName organization, String id, long expected) {
        return alone(() -> {
            Register register = register(organization);
            boolean asExpected = expected > 0 && version(register.kept.get(id)) == expected;
            if (asExpected) {
                register.kept.remove(id);
                register.ids.keySet().removeAll(register.names.getOrDefault(id, Set.of()));
                register.names.remove(id);
                register.stamp++;
            }
            return asExpected;
        });
    }

    /** As it was kept elsewhere; before anybody asks. */
    synchronized void restore(OrganizationName organization, Kept kept, Set<String> names) {
        Register register = register(organization);
        names.forEach(name -> register.ids.put(name, kept.id()));
        register.names.put(kept.id(), Set.copyOf(names));
        register.kept.put(kept.id(), kept);
        register.stamp++;
    }

    private static long version(@Nullable Kept kept) {
        return kept == null ? 0 : kept.version();
    }

    private Register register(OrganizationName organization) {
        return registers.computeIfAbsent(organization, unused -> new Register());
    }

    private <T> Mono<T> alone(Callable<@Nullable T> work) {
        return Mono.fromCallable(() -> {
            synchronized (this) {
                return work.call();
            }
        });
    }
}

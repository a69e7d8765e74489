package io.gatehouse.bench;

import io.gatehouse.bench.load.Meter;
import io.gatehouse.bench.load.SignIns;
import io.gatehouse.bench.machine.Folder;
import io.gatehouse.bench.machine.Redis;
import io.gatehouse.bench.machine.Upstream;
import io.gatehouse.bench.peer.Surroundings;
import io.gatehouse.demo.DemoIdentityProvider;
import io.gatehouse.demo.DemoUser;
import io.gatehouse.secret.Secret;
import java.nio.file.Path;
import java.util.List;

/** Everything around the gateways: one identity provider, one Redis, one upstream, and who measures. */
final class Stage implements AutoCloseable {

    private static final String CLIENT = "gatehouse-bench";
    private static final Secret CLIENT_SECRET = Secret.of("bench-only-on-this-machine");

    /** Who signs in everywhere. */
    private static final DemoUser ALICE =
            new DemoUser("alice", "Alice Adams", "alice@acme.com", true, List.of("platform-team", "engineering"));

    /** Whose session is weighed. */
    private static final DemoUser NORA = new DemoUser("nora", "Nora Nolan", "nora@acme.com", true, List.of());

    private final DemoIdentityProvider identityProvider;
    private final Surroundings around;
    private final Meter meter;

    Stage(Path house, Progress progress) {
        Folder folder = new Folder(house.resolve("target/bench/run")).emptied();
        // Nothing of the demo's own: any gateway of this machine may come back from it.
        identityProvider = DemoIdentityProvider.start(new DemoIdentityProvider.Options(
                0,
                "http://127.0.0.1:{port}",
                "Bench",
                "#2456d6",
                CLIENT,
                CLIENT_SECRET.reveal(),
                List.of(ALICE, NORA),
                uri -> uri.startsWith("http://127.0.0.1:"),
                uri -> false));
        Redis redis = Redis.start(folder.below("redis"));
        Upstream upstream = Upstream.start(folder.below("upstream"));
        around = new Surroundings(house, folder, redis, upstream, identityProvider.issuer(), CLIENT, CLIENT_SECRET);
        meter = new Meter(folder.below("load"), redis, upstream, ALICE.email(), progress::problem);
    }

    Surroundings around() {
        return around;
    }

    Meter meter() {
        return meter;
    }

    SignIns alice() {
        return new SignIns(around.issuer(), ALICE.username());
    }

    String email() {
        return ALICE.email();
    }

    String nora() {
        return NORA.username();
    }

    @Override
    public void close() {
        around.upstream().close();
        around.redis().close();
        identityProvider.close();
    }
}

package io.gatehouse.journey;

import io.gatehouse.demo.DemoIdentityProvider;
import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.journey.SteadyLoad.Replica;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Three replicas in processes of their own on one Redis, with an identity provider and an upstream. */
final class ThreeReplicas implements AutoCloseable {

    final List<Replica> places = Stream.generate(() -> new Replica(RedisServer.freePort(), RedisServer.freePort()))
            .limit(3)
            .toList();

    private final TestUpstream upstream = TestUpstream.start();
    private final List<GatewayProcess> processes = new ArrayList<>();
    private final DemoIdentityProvider provider = DemoIdentityProvider.start(DemoOrganizations.ACME
            .identityProvider()
            .withPort(0)
            .withRedirectUris(uri -> true)
            .withPostLogoutRedirectUris(uri -> true));
    private final Path folder;

    /** @param redis lines of gateway.yaml that say where it is */
    ThreeReplicas(Path folder, String redis) throws IOException {
        this.folder = folder;
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.createDirectories(config.resolve("organizations"));
        Files.writeString(config.resolve("gateway.yaml"), """
                gateway:
                  secret-key: %s
                  shutdown-delay: 2s
                  sessions: {store: redis}
                %s
                """.formatted(
                        Base64.getEncoder().encodeToString(new byte[32]), redis));
        Files.writeString(config.resolve("routes.yaml"), """
                routes:
                  portal:
                    path: /{organization}/portal/**
                    upstream: %s
                    strip-prefix: true
                """.formatted(upstream.uri()));
        Files.writeString(
                config.resolve("organizations/acme.yaml"),
                World.organization(DemoOrganizations.ACME, provider.issuer())
                        .replace("sign-out: identity-provider", ""));
        for (int i = 0; i < places.size(); i++) {
            processes.add(process(i));
        }
    }

    /** Stops it as an operator does, and starts it again. */
    void restart(int replica) {
        processes.get(replica).close();
        processes.set(replica, process(replica));
    }

    /** What all are reached under. */
    String host() {
        return "localhost:" + places.get(0).port();
    }

    String url(String path) {
        return "http://" + host() + path;
    }

    /** Somebody who has signed in. */
    HttpBrowser signIn() {
        HttpBrowser browser = new HttpBrowser();
        browser.submit(browser.open(url("/acme/portal/")), Map.of("username", "alice"));
        return browser;
    }

    String cookie(HttpBrowser browser) {
        return "gatehouse-acme=" + browser.cookiesFor(URI.create(url("/"))).get("gatehouse-acme");
    }

    boolean isSignedIn(String cookie) {
        return RawHttp.exchange(
                        places.get(1).port(),
                        "GET /acme/portal/ HTTP/1.1\r\nHost: " + host() + "\r\nCookie: " + cookie
                                + "\r\nConnection: close\r\n\r\n")
                .startsWith("HTTP/1.1 200");
    }

    @Override
    public void close() {
        processes.forEach(GatewayProcess::close);
        provider.close();
        upstream.close();
    }

    private GatewayProcess process(int number) {
        return GatewayProcess.start(
                folder.resolve("config"),
                folder.resolve("replica-" + number + ".log"),
                "--server.port=" + places.get(number).port(),
                "--management.server.port=" + places.get(number).managementPort(),
                "--gateway.public-url=http://" + host());
    }
}

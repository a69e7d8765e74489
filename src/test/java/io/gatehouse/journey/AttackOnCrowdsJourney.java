package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Strangers with bad tokens while some provider's keys take their time. */
class AttackOnCrowdsJourney {

    @TempDir
    static Path config;

    private static final AtomicBoolean hanging = new AtomicBoolean();
    private static TestUpstream upstream;
    private static HostileProvider provider;
    private static DisposableServer slow;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        upstream = TestUpstream.start();
        provider = HostileProvider.start();
        slow = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> {
                    String org = request.uri().split("/")[1];
                    String issuer = "http://127.0.0.1:" + slow.port() + "/" + org;
                    response.header("Content-Type", "application/json");
                    if (request.uri().endsWith("/keys")) {
                        Mono<String> keys = Mono.just(
                                "{\"keys\":[" + HostileToken.KEY.toPublicJWK().toJSONString() + "]}");
                        return hanging.get() ? Mono.<Void>never() : response.sendString(keys);
                    }
                    return response.sendString(Mono.just("""
                    {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
                     "jwks_uri":"%1$s/keys"}""".formatted(issuer)));
                })
                .bindNow();
        Files.writeString(config.resolve("gateway.yaml"), "gateway: {}\n");
        Files.writeString(config.resolve("routes.yaml"), """
                routes:
                  portal:
                    path: /{organization}/portal/**
                    upstream: %s
                    bearer: {audience: api://portal}
                """.formatted(upstream.uri()));
        StringBuilder organizations = new StringBuilder();
        for (String name : List.of("victim", "s1", "s2", "s3", "s4", "s5")) {
            organizations.append("""
                    %1$s:
                      name: %1$s
                      identity-provider: {issuer: "%2$s", client-id: "%3$s", client-secret: "%4$s"}
                      roles: {grant: {developer: [engineering]}}
                    """.formatted(name, issuer(name), HostileScript.CLIENT, HostileScript.SECRET));
        }
        Files.writeString(config.resolve("organizations.yaml"), organizations.toString());
        int port = RedisServer.freePort();
        gateway = RunningGateway.start(config, port, port);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.close();
        slow.disposeNow();
        upstream.close();
    }

    /** One organization: its keys are known and good, only the key that the attacker names is not. */
    @Test
    void badTokensOfStrangersDoNotKeepAnOrganizationsGoodOnesOut() throws Exception {
        assertThat(status("s5", good("s5"))).isEqualTo(200);
        hanging.set(true);
        List<CompletableFuture<Integer>> flood = flood("s5", 400);
        awaitTurnedAway(flood, 200);
        List<Integer> good = List.of(status("s5", good("s5")), status("s5", good("s5")), status("s5", good("s5")));
        hanging.set(false);
        assertThat(good).containsOnly(200);
    }

    /** Four organizations whose provider is slow, and 1,100 anonymous requests: everybody else's new tokens. */
    @Test
    void badTokensForSomeOrganizationsDoNotKeepOthersOut() throws Exception {
        assertThat(status("victim", good("victim"))).isEqualTo(200);
        hanging.set(true);
        List<CompletableFuture<Integer>> flood = new ArrayList<>();
        for (String name : List.of("s1", "s2", "s3", "s4")) {
            flood.addAll(flood(name, 300));
        }
        awaitTurnedAway(flood, 600);
        List<Integer> good = List.of(status("victim", good("victim")), status("victim", good("victim")));
        hanging.set(false);
        assertThat(good).containsOnly(200);
    }

    /** Then all places are taken, and nobody has got out of one yet. */
    private static void awaitTurnedAway(List<CompletableFuture<Integer>> flood, int least) {
        Awaitility.await()
                .until(() -> flood.stream().filter(CompletableFuture::isDone).count() >= least);
    }

    private static List<CompletableFuture<Integer>> flood(String organization, int count) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        String bad = token(organization).header("kid", "unknown").serialize();
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String token = bad.substring(0, bad.length() - 6) + Integer.toString(100_000 + i);
            answers.add(client.sendAsync(request(organization, token), HttpResponse.BodyHandlers.discarding())
                    .thenApply(HttpResponse::statusCode)
                    .exceptionally(failed -> -1));
        }
        return answers;
    }

    private static int status(String organization, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(request(organization, token), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest request(String organization, String token) {
        return HttpRequest.newBuilder(URI.create(gateway.url("/" + organization + "/portal/")))
                .header("Authorization", "Bearer " + token)
                .build();
    }

    private static String good(String organization) {
        return token(organization).claim("jti", UUID.randomUUID().toString()).serialize();
    }

    private static HostileToken token(String organization) {
        long now = Instant.now().getEpochSecond();
        return new HostileToken()
                .header("typ", "at+jwt")
                .claim("iss", issuer(organization))
                .claim("sub", "alice")
                .claim("aud", "api://portal")
                .claim("groups", List.of("engineering"))
                .claim("iat", now)
                .claim("exp", now + 300);
    }

    private static String issuer(String organization) {
        return organization.equals("victim")
                ? provider.issuer("victim").toString()
                : "http://127.0.0.1:" + slow.port() + "/" + organization;
    }
}

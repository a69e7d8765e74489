package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.journey.HttpBrowser.Page;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many sign in at once, while one organization's identity provider changes its keys and another's hangs. */
@Tag("once")
class CrowdedProviderJourney {

    private static final int PENDING = 200;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final int CHANGES = 3;

    @TempDir
    static Path config;

    private static World world;

    @BeforeAll
    static void start() {
        world = World.start(config);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void whileKeysChangeNoSignInFailsAndTheKeysAreAskedForOnceAChange() throws Exception {
        assertThat(signIn("mona").status()).isEqualTo(200);
        int before = world.globex.jwksRequests();
        Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        AtomicBoolean goOn = new AtomicBoolean(true);
        ExecutorService people = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 4; i++) {
                people.execute(() -> signInWhile(goOn, statuses));
            }
            for (int i = 0; i < CHANGES; i++) {
                awaitMore(statuses);
                world.globex.changeKey();
            }
            awaitMore(statuses);
        } finally {
            goOn.set(false);
            people.shutdown();
            assertThat(people.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(statuses).containsOnly(200);
        assertThat(world.globex.jwksRequests() - before).isEqualTo(CHANGES);
        assertThat(world.globex.discoveryRequests()).isEqualTo(1);
    }

    @Test
    void twoHundredSignInsThatWaitForOneProviderDelayNobodyElses() {
        try (HangingProvider hanging = HangingProvider.start()) {
            HttpBrowser member = new HttpBrowser();
            world.signIn(member, "/globex/portal/", "hank");
            world.write("organizations/acme.yaml", hanging.configuration(DemoOrganizations.ACME));
            await().until(() -> leadsTo(hanging.issuer()));

            List<HttpRequest> begun = Stream.generate(CrowdedProviderJourney::comeBack)
                    .limit(PENDING)
                    .toList();
            List<CompletableFuture<Integer>> pending = begun.stream()
                    .map(request ->
                            HTTP.sendAsync(request, BodyHandlers.discarding()).thenApply(HttpResponse::statusCode))
                    .toList();
            await().until(() -> hanging.waiting() == PENDING);

            for (int i = 0; i < 5; i++) {
                assertThat(signIn("mona").status()).isEqualTo(200);
            }
            for (int i = 0; i < 50; i++) {
                assertThat(member.open(world.url("/globex/portal/")).status()).isEqualTo(200);
            }
            assertThat(pending).as("still waiting").noneMatch(CompletableFuture::isDone);

            hanging.letGo();
            assertThat(pending).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(503));
        }
    }

    private static Page signIn(String username) {
        return world.signIn(new HttpBrowser(), "/globex/portal/", username);
    }

    private static void signInWhile(AtomicBoolean goOn, Queue<Integer> statuses) {
        while (goOn.get()) {
            statuses.add(signIn("hank").status());
        }
    }

    private static void awaitMore(Queue<Integer> statuses) {
        int before = statuses.size();
        await().pollInterval(Duration.ofMillis(20)).until(() -> statuses.size() >= before + 20);
    }

    private static boolean leadsTo(URI issuer) {
        return new HttpBrowser()
                .get(world.url("/acme/portal/"))
                .header("Location")
                .filter(location -> location.startsWith(issuer.toString()))
                .isPresent();
    }

    /** Begins a sign-in in a browser of its own, and is about to come back with a code. */
    private static HttpRequest comeBack() {
        HttpBrowser browser = new HttpBrowser();
        String location =
                browser.get(world.url("/acme/portal/")).header("Location").orElseThrow();
        URI callback = URI.create(world.url("/organizations/acme/oidc/consume?code=a-code&state="
                + location.replaceFirst(".*[?&]state=([^&]+).*", "$1")));
        String cookies = browser.cookiesFor(callback).entrySet().stream()
                .map(Map.Entry::toString)
                .collect(Collectors.joining("; "));
        return HttpRequest.newBuilder(callback).header("Cookie", cookies).build();
    }
}

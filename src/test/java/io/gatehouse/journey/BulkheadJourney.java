package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.demo.DemoOrganizations;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One organization's identity provider hangs; nobody else notices. */
class BulkheadJourney {

    private static final int PENDING = 200;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path config;

    @Test
    void twoHundredSignInsThatWaitForOneProviderDelayNobodyElses() {
        try (HangingProvider hanging = HangingProvider.start();
                World world = World.start(config)) {
            HttpBrowser member = new HttpBrowser();
            world.signIn(member, "/globex/portal/", "hank");
            world.write("organizations/acme.yaml", hanging.configuration(DemoOrganizations.ACME));
            await().until(() -> leadsTo(hanging.issuer(), world));

            List<CompletableFuture<Integer>> pending =
                    IntStream.range(0, PENDING).mapToObj(i -> comeBack(world)).toList();
            await().until(() -> hanging.waiting() == PENDING);

            for (int i = 0; i < 5; i++) {
                assertThat(world.signIn(new HttpBrowser(), "/globex/portal/", "mona")
                                .status())
                        .isEqualTo(200);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(member.open(world.url("/globex/portal/")).status()).isEqualTo(200);
            }
            assertThat(pending).as("still waiting").noneMatch(CompletableFuture::isDone);

            hanging.letGo();
            assertThat(pending).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(503));
        }
    }

    private static boolean leadsTo(URI issuer, World world) {
        return new HttpBrowser()
                .get(world.url("/acme/portal/"))
                .header("Location")
                .filter(location -> location.startsWith(issuer.toString()))
                .isPresent();
    }

    /** Begins a sign-in and comes back with a code, in a browser of its own. */
    private static CompletableFuture<Integer> comeBack(World world) {
        HttpBrowser browser = new HttpBrowser();
        String location =
                browser.get(world.url("/acme/portal/")).header("Location").orElseThrow();
        URI callback = URI.create(world.url("/organizations/acme/oidc/consume?code=a-code&state="
                + location.replaceFirst(".*[?&]state=([^&]+).*", "$1")));
        String cookies = browser.cookiesFor(callback).entrySet().stream()
                .map(Map.Entry::toString)
                .collect(Collectors.joining("; "));
        HttpRequest request =
                HttpRequest.newBuilder(callback).header("Cookie", cookies).build();
        return HTTP.sendAsync(request, BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }
}

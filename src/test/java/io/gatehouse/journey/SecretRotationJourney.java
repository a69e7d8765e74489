package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.journey.HttpBrowser.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client secret's life at a running gateway: it is rotated, it is refused, it expires. */
@Tag("once")
class SecretRotationJourney {

    private static final String OLD = "demo-acme-secret";
    private static final String NEW = "demo-new-secret";
    private static final String SECOND_WORKS =
            "secret: acme: the second client-secret is the one that works (expected: remove the first)";
    private static final String BROKEN = "gatehouse_organizations_broken";

    @TempDir
    Path config;

    World world;

    @BeforeEach
    void start() {
        world = World.start(config);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aRotationUnderLoadFailsNoSignIn() throws Exception {
        Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        AtomicBoolean goOn = new AtomicBoolean(true);
        ExecutorService people = Executors.newFixedThreadPool(4);
        try {
            Stream.generate(() -> (Runnable) () -> signInWhile(goOn, statuses))
                    .limit(4)
                    .forEach(people::execute);
            awaitMore(statuses);
            configure("[" + OLD + ", " + NEW + "]");
            awaitMore(statuses);
            world.acme.takeOnly(NEW);
            awaitMore(statuses);
            configure(NEW);
            awaitMore(statuses);
        } finally {
            goOn.set(false);
            people.shutdown();
            assertThat(people.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(statuses).hasSizeGreaterThan(80).containsOnly(200);
        assertThat(world.log.lines()).contains(SECOND_WORKS).noneMatch(line -> line.contains("broken"));
        assertThat(scrape(BROKEN)).isZero();
    }

    @Test
    void theSecretThatWorkedIsTriedFirstUntilTheConfigurationChanges() {
        configure("[demo-wrong-secret, " + OLD + "]");

        assertThat(tokenRequestsOfASignIn()).isEqualTo(2);
        assertThat(tokenRequestsOfASignIn()).isEqualTo(1);
        assertThat(tokenRequestsOfASignIn()).isEqualTo(1);
        assertThat(world.log.lines()).containsOnlyOnce(SECOND_WORKS);

        configure("[demo-other-secret, " + OLD + "]");
        assertThat(tokenRequestsOfASignIn()).isEqualTo(2);
    }

    @Test
    void aProviderThatGoesBackToTheFirstSecretIsFollowed() {
        configure("[" + OLD + ", " + NEW + "]");
        world.acme.takeOnly(NEW);
        assertThat(tokenRequestsOfASignIn()).isEqualTo(2);

        world.acme.takeOnly(OLD);

        assertThat(tokenRequestsOfASignIn()).isEqualTo(2);
        assertThat(tokenRequestsOfASignIn()).isEqualTo(1);
    }

    @Test
    void aSecretThatIsRefusedIsKnownAtOnceAndForgottenWhenASignInSucceeds() {
        world.acme.takeOnly(NEW);
        assertThat(signIn().status()).isEqualTo(502);
        assertThat(signIn().status()).isEqualTo(502);

        assertThat(scrape(BROKEN)).isEqualTo(1);
        assertThat(linesWith("sign-in: acme: broken: token endpoint: invalid_client "))
                .hasSize(1);
        assertThat(linesWith("event=sign-in-broken ")).hasSize(1);

        world.acme.takeOnly(OLD);
        assertThat(signIn().status()).isEqualTo(200);

        assertThat(scrape(BROKEN)).isZero();
        assertThat(linesWith("sign-in: acme: no longer broken: a sign-in succeeded"))
                .hasSize(1);
        assertThat(linesWith("event=sign-in-not-broken ")).hasSize(1);
        assertThat(world.log.lines()).noneMatch(line -> line.contains(OLD) || line.contains(NEW));
    }

    @Test
    void aNewSecretInTheFileIsNotBrokenBeforeItIsTried() {
        world.acme.takeOnly(NEW);
        signIn();
        assertThat(scrape(BROKEN)).isEqualTo(1);

        configure(NEW);

        assertThat(scrape(BROKEN)).isZero();
        assertThat(signIn().status()).isEqualTo(200);
    }

    @Test
    void nobodyBreaksTheirOrganizationsSignInByAMistakeOfTheirOwn() {
        HttpBrowser browser = new HttpBrowser();
        Page changedTheirMind = world.signIn(browser, "/acme/portal/", "");
        assertThat(changedTheirMind.body()).contains("GH-4002");

        Page callback = browser.submitOnce(browser.open(world.url("/acme/portal/")), Map.of("username", "alice"));
        String address = callback.header("Location").orElseThrow();
        assertThat(browser.get(address.replaceAll("code=[^&]+", "code=made-up")).body())
                .contains("GH-4115");
        assertThat(new HttpBrowser().get(address).body()).contains("GH-4001");

        String forged = world.url("/organizations/acme/oidc/consume?error=invalid_client&state=x");
        assertThat(new HttpBrowser().get(forged).status()).isEqualTo(400);

        assertThat(scrape(BROKEN)).isZero();
    }

    @Test
    void aForgedRefusalInTheBrowserBreaksNothing() {
        HttpBrowser browser = new HttpBrowser();
        Page callback = browser.submitOnce(browser.open(world.url("/acme/portal/")), Map.of("username", "alice"));
        String address = callback.header("Location").orElseThrow();

        Page refused = browser.get(address.replaceAll("code=[^&]+", "error=invalid_client"));

        assertThat(refused.body()).contains("GH-4104");
        assertThat(scrape(BROKEN)).isZero();
    }

    @Test
    void anExpiredSecretIsCountedAndSaidAtTheReload() {
        assertThat(scrape("gatehouse_client_secrets_expiring{within=\"expired\"}"))
                .isZero();

        configure(OLD + "\n  client-secret-expires: 2020-03-14");

        assertThat(scrape("gatehouse_client_secrets_expiring{within=\"expired\"}"))
                .isEqualTo(1);
        assertThat(linesWith("secret: acme: client-secret: expired on 2020-03-14 "))
                .hasSize(1);
        assertThat(signIn().status()).isEqualTo(200);
    }

    private void configure(String secret) {
        int before = linesWith("configuration: reloaded").size();
        world.write(
                "organizations/acme.yaml",
                World.organization(DemoOrganizations.ACME, world.acme.issuer())
                        .replace("client-secret: " + OLD, "client-secret: " + secret));
        await().until(() -> linesWith("configuration: reloaded").size() > before);
    }

    private Page signIn() {
        return world.signIn(new HttpBrowser(), "/acme/portal/", "alice");
    }

    private void signInWhile(AtomicBoolean goOn, Queue<Integer> statuses) {
        while (goOn.get()) {
            statuses.add(signIn().status());
        }
    }

    private static void awaitMore(Queue<Integer> statuses) {
        int before = statuses.size();
        await().atMost(Duration.ofSeconds(30)).until(() -> statuses.size() >= before + 20);
    }

    private int tokenRequestsOfASignIn() {
        int before = world.acme.tokenRequests();
        assertThat(signIn().status()).isEqualTo(200);
        return world.acme.tokenRequests() - before;
    }

    private double scrape(String sample) {
        return new Scrape(world.gateway).value(sample);
    }

    private List<String> linesWith(String start) {
        return world.log.lines().stream().filter(line -> line.startsWith(start)).toList();
    }
}

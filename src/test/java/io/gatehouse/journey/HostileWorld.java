package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real gateway before an identity provider that does as it is told, with an organization of its own for each case. */
final class HostileWorld implements BeforeAllCallback, AfterAllCallback {

    private static final int ORGANIZATIONS = 400;

    private final AtomicInteger used = new AtomicInteger();
    TestUpstream upstream;
    HostileProvider provider;
    RunningGateway gateway;
    LogWatch log;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        if (isNested(context)) {
            return;
        }
        Path config = Files.createTempDirectory("hostile");
        upstream = TestUpstream.start();
        provider = HostileProvider.start();
        write(config.resolve("gateway.yaml"), "gateway: {}\n");
        write(
                config.resolve("routes.yaml"),
                "routes:\n  portal: { path: \"/{organization}/portal/**\", groups: all, upstream: \"" + upstream.uri()
                        + "\" }\n"
                        + "  admin: { path: \"/{organization}/admin/**\", access: admin, upstream: \"" + upstream.uri()
                        + "\" }\n");
        StringBuilder organizations = new StringBuilder();
        for (int i = 0; i < ORGANIZATIONS; i++) {
            organizations.append(
                    """
                    %s:
                      name: %1$s
                      admins: [boss@acme.com]
                      identity-provider:
                        issuer: %s
                        client-id: "%s"
                        client-secret: "%s"
                        sign-out: identity-provider
                    """.formatted(name(i), provider.issuer(name(i)), HostileScript.CLIENT, HostileScript.SECRET));
        }
        write(config.resolve("organizations.yaml"), organizations.toString());
        int port = RedisServer.freePort();
        gateway = RunningGateway.start(config, port, port);
        log = LogWatch.begin();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (isNested(context)) {
            return;
        }
        gateway.close();
        provider.close();
        upstream.close();
        LogWatch.assertNoLeaks();
        log.assertQuiet();
    }

    /** Nested classes inherit the extension, and share what runs. */
    private static boolean isNested(ExtensionContext context) {
        return context.getRequiredTestClass().isMemberClass();
    }

    /** An organization that nobody has signed in to yet. */
    Case next() {
        return new Case(name(used.getAndIncrement()));
    }

    private static String name(int number) {
        return "org-" + number;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One sign-in at one organization. */
    final class Case {

        final String organization;
        final HostileScript provider;
        final HttpBrowser browser = new HttpBrowser();

        private Case(String organization) {
            this.organization = organization;
            this.provider = HostileWorld.this.provider.script(organization);
        }

        String url(String path) {
            return gateway.url("/" + organization + path);
        }

        String callback() {
            return gateway.url("/organizations/" + organization + "/oidc/consume");
        }

        Page signIn() {
            return browser.open(url("/portal/"));
        }

        /** Refused with this problem; nobody is signed in, nothing is forwarded, and the operator can read why. */
        Page isRefused(Problem problem, String cause) {
            Page page = signIn();
            isRefused(page, problem, cause);
            assertThat(lines("event=sign-in-failed")).isNotEmpty();
            return page;
        }

        void isRefused(Page page, Problem problem, String cause) {
            assertThat(page.body()).contains(problem.code(), problem.title());
            assertThat(page.status()).isEqualTo(problem.status());
            assertThat(page.isPage()).isTrue();
            assertThat(page.body()).as("a way on").contains("class=\"button\"");
            hasNobody();
            assertThat(lines(problem.code() + " ")).as("the log").isNotEmpty().allSatisfy(line -> assertThat(line)
                    .contains(cause));
        }

        void hasNobody() {
            assertThat(browser.cookiesFor(gateway.uri())).doesNotContainKey("gatehouse-" + organization);
            assertThat(upstream.received()).noneMatch(received -> received.uri().startsWith("/" + organization + "/"));
        }

        Page isAccepted() {
            Page page = signIn();
            assertThat(page.status()).as(page.body()).isEqualTo(200);
            assertThat(page.address()).hasToString(url("/portal/"));
            assertThat(browser.cookiesFor(gateway.uri())).containsKey("gatehouse-" + organization);
            return page;
        }

        /** What the upstream was told last of who is there. */
        List<String> told(String header) {
            return upstream.last().header(header);
        }

        List<String> lines(String part) {
            return log.lines().stream()
                    .filter(line -> line.contains(part) && names(line))
                    .toList();
        }

        private boolean names(String line) {
            return (line + " ").matches("(?s).*\\b" + organization + "\\b(?!-).*");
        }

        int asked(Endpoint endpoint) {
            return provider.asked(endpoint).size();
        }
    }
}

package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invitations by mail: a real mail server on loopback, two replicas, one Redis, browsers with a renderer and without. */
@Tag("once")
class InvitationJourney {

    private static final String MEMBERS = "/organizations/acme/settings/members";
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String PASSWORD = "the-mail-servers-s3cret";
    private static final Pattern LINK = Pattern.compile("(?m)^(http\\S+/oidc/login)\\s*$");

    @TempDir
    static Path config;

    static GreenMail mails;
    static RedisServer redis;
    static World world;
    static RunningGateway other;
    static LogWatch log;

    final HttpBrowser alice = new HttpBrowser();

    @BeforeAll
    static void start() {
        mails = mailServer(0);
        redis = RedisServer.start();
        world = World.start(config, arguments());
        other = RunningGateway.start(config, RedisServer.freePort(), world.gateway.port(), arguments());
        log = LogWatch.begin();
        world.write(
                "organizations/acme.yaml",
                World.organization(DemoOrganizations.ACME, world.acme.issuer())
                        .replace("members:\n", "members:\n  admit: invited\n"));
        HttpBrowser admin = new HttpBrowser();
        world.signIn(admin, MEMBERS, "alice");
        Awaitility.await().until(() -> admin.open(world.url(MEMBERS)).body().contains("Only who is invited"));
    }

    private static GreenMail mailServer(int port) {
        GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.setUser("no-reply@portal.example.com", "gatehouse", PASSWORD);
        server.start();
        return server;
    }

    private static String[] arguments() {
        return new String[] {
            "--gateway.sessions.store=redis",
            "--spring.data.redis.url=" + redis.uri(),
            "--gateway.secret-key=" + KEY,
            "--gateway.mail.host=127.0.0.1",
            "--gateway.mail.port=" + mails.getSmtp().getPort(),
            "--gateway.mail.tls=none",
            "--gateway.mail.username=gatehouse",
            "--gateway.mail.password=" + PASSWORD,
            "--gateway.mail.from=Example Portal <no-reply@portal.example.com>"
        };
    }

    @AfterAll
    static void stop() {
        other.close();
        world.close();
        redis.close();
        mails.stop();
        assertThat(String.join("\n", log.lines())).doesNotContain(PASSWORD);
    }

    @Test
    void fromTheInvitationByTheMailToAMemberWithTheInvitedRole() throws Exception {
        HttpBrowser carol = new HttpBrowser();
        Page refused = world.signIn(carol, "/acme/portal/", "carol");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("not a member yet", "GH-3107");

        Page invited = invite("Carol@acme.com", "developer");

        assertThat(invited.body()).contains("carol@acme.com", "✓ sent on", "Send again");
        MimeMessage mail = only("carol@acme.com");
        assertThat(mail.getSubject()).isEqualTo("Invitation to Acme");
        assertThat(mail.getFrom()).singleElement().hasToString("Example Portal <no-reply@portal.example.com>");
        assertThat(text(mail)).startsWith("alice invites you to Acme.");
        assertThat(carol.open(link(mail)).status()).isEqualTo(200); // her identity provider remembers her
        carol.get(world.url("/acme/whole/"));
        assertThat(roles()).contains("developer");
        assertThat(String.join("\n", log.lines()))
                .containsPattern(
                        "event=invitation-mailed at=\\S+ organization=acme member=\\S+ address=carol@acme.com");
    }

    @Test
    @Proves("SEC-MAIL-8")
    void whicheverReplicasAreAskedOneMailGoesOutAndItsLinkIsTheConfiguredOne() throws Exception {
        Page page = members();
        String form = "proof=" + encoded(proof(page)) + "&address=twice%40partner.example&role=";

        List<CompletableFuture<String>> answers = Stream.of(world.gateway.port(), other.port())
                .map(port -> CompletableFuture.supplyAsync(() -> post(port, "/invite", form)))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join).map(answer -> answer.substring(0, 12)))
                .contains("HTTP/1.1 303")
                .hasSize(2);
        MimeMessage mail = only("twice@partner.example");
        assertThat(link(mail)).isEqualTo(world.url("/organizations/acme/oidc/login"));
        assertThat(GreenMailUtil.getWholeMessage(mail)).doesNotContain("evil.example");
    }

    @Test
    void withoutTheMailServerTheInvitationStandsAndThePageSaysSo() throws Exception {
        int port = mails.getSmtp().getPort();
        mails.stop();
        Page invited = invite("later@partner.example", "");
        assertThat(invited.status()).isEqualTo(200);
        assertThat(invited.body()).contains("✕ could not be sent", "invited until", "The message to send");
        assertThat(String.join("\n", log.lines()))
                .contains("mail: 127.0.0.1:" + port + ": java.net.ConnectException", "event=invitation-mail-failed");

        assertThat(alice.open(world.url(MEMBERS + "?search=unsent")).body()).contains("later@partner.example");

        mails = mailServer(port);
        Page again = alice.post(
                world.url(MEMBERS + "/resend"),
                Map.of("proof", proof(invited), "member", member(invited), "search", "later@partner.example"));

        assertThat(again.body()).contains("✓ sent on");
        assertThat(alice.open(world.url(MEMBERS + "?search=unsent")).body()).doesNotContain("later@partner.example");
        assertThat(only("later@partner.example").getSubject()).isEqualTo("Invitation to Acme");
    }

    @Test
    void aListIsAnsweredAtOnceAndItsMailsFollow() {
        String list = IntStream.range(0, 40)
                .mapToObj(i -> "crowd" + i + "@partner.example,developer")
                .reduce("", (all, line) -> all + line + "\n");

        Page taken = alice.submitFile(members(), MEMBERS + "/import", "file", list.getBytes(StandardCharsets.UTF_8));

        assertThat(taken.body()).contains("40 people were invited", "mails");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> received("crowd").size() == 40);
        Awaitility.await().untilAsserted(() -> assertThat(
                        alice.open(world.url(MEMBERS + "?search=crowd")).body())
                .doesNotContain("on its way"));
    }

    @Test
    void inARealBrowserAMailOpensTheDoorAndAnotherRoleIsSeenAtTheUpstream() throws Exception {
        try (ChromiumBrowser admin = ChromiumBrowser.startOrSkip();
                ChromiumBrowser bob = ChromiumBrowser.startOrSkip()) {
            admin.language("de");
            admin.width(1000);
            admin.open(world.url(MEMBERS));
            admin.click("button[value=alice]");
            admin.waitFor("the settings", page -> page.address().startsWith(world.url("/organizations/acme/settings")));
            admin.open(world.url(MEMBERS));
            admin.waitFor("the members", page -> page.text().contains("Members of Acme"));
            admin.type("#address", "bob@acme.com");
            admin.click("Invite");
            admin.waitFor("the mail", page -> page.text().contains("✓ sent on"));
            admin.wholePage("console-invited");
            assertThat(admin.accessibilityProblems()).isEmpty();
            MimeMessage mail = only("bob@acme.com");
            assertThat(mail.getSubject()).isEqualTo("Einladung zu Acme");
            assertThat(text(mail)).contains("alice lädt Sie zu Acme ein.", "als bob@acme.com:");

            bob.open(link(mail));
            bob.click("button[value=bob]");
            bob.waitFor("an answer of the gateway", page -> page.address().startsWith(world.url("/")));
            bob.open(world.url("/acme/whole/"));
            assertThat(roles()).isEqualTo("developer");

            admin.open(world.url(MEMBERS + "?search=bob"));
            admin.choose("select[aria-label='Role of bob']", "admin");
            admin.click("Save role");
            admin.waitFor("the role", page -> page.isChecked("select[aria-label='Role of bob'] option[value=admin]"));
            Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> {
                bob.open(world.url("/acme/whole/"));
                return roles().contains("admin");
            });
        }
    }

    private Page members() {
        world.signIn(alice, MEMBERS, "alice");
        return alice.open(world.url(MEMBERS));
    }

    private Page invite(String address, String role) {
        return alice.submitTo(members(), MEMBERS + "/invite", Map.of("address", address, "role", role));
    }

    private static String roles() {
        return world.upstream.last().header("X-Forwarded-Roles").get(0);
    }

    private static MimeMessage only(String address) {
        Awaitility.await().until(() -> !received(address).isEmpty());
        return received(address).stream()
                .reduce((one, two) -> {
                    throw new AssertionError("two mails to " + address);
                })
                .orElseThrow();
    }

    private static List<MimeMessage> received(String address) {
        return Stream.of(mails.getReceivedMessages())
                .filter(mail -> to(mail).startsWith(address))
                .toList();
    }

    private static String to(MimeMessage mail) {
        try {
            return mail.getAllRecipients()[0].toString();
        } catch (MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static String text(MimeMessage mail) throws IOException, MessagingException {
        return mail.getContent().toString();
    }

    private static String link(MimeMessage mail) throws IOException, MessagingException {
        return LINK.matcher(text(mail))
                .results()
                .map((MatchResult found) -> found.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static String proof(Page page) {
        return page.body().replaceAll("(?s).*?name=\"proof\" value=\"([^\"]+)\".*", "$1");
    }

    private static String member(Page page) {
        return page.body().replaceAll("(?s).*?name=\"member\" value=\"([^\"]+)\".*", "$1");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** As a load balancer would hand it on that believes what its clients say. */
    private String post(int port, String path, String form) {
        return RawHttp.exchange(
                port,
                "POST " + MEMBERS + path + " HTTP/1.1\r\nHost: localhost:" + world.gateway.port()
                        + "\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example"
                        + "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded"
                        + "\r\nContent-Length: " + form.length() + "\r\nCookie: gatehouse-acme="
                        + alice.cookiesFor(world.gateway.uri()).getOrDefault("gatehouse-acme", "gone")
                        + "\r\n\r\n" + form);
    }
}

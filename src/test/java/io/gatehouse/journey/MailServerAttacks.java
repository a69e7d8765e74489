package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.gatehouse.fixture.Proves;
import io.gatehouse.mail.Delivery;
import io.gatehouse.mail.Mail;
import io.gatehouse.mail.MailFailed;
import io.gatehouse.mail.MailServer;
import io.gatehouse.mail.MailServer.Login;
import io.gatehouse.mail.MailServer.Tls;
import io.gatehouse.mail.Sender;
import io.gatehouse.mail.Smtp;
import io.gatehouse.mail.SmtpMailer;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.secret.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

/** Mail servers, and those who stand before one, against the gateway that speaks to them. */
@Tag("once")
class MailServerAttacks {

    private static final String PASSWORD = "hunter2-of-the-mail-server";
    private static final Mail MAIL = new Mail(new EmailAddress("bob@acme.com"), "Hello", "Come in.\n");

    @TempDir
    static Path directory;

    static Certificate here;
    static LogWatch log;

    private Optional<ScriptedMailServer> server = Optional.empty();

    @BeforeAll
    static void certificates() {
        here = Certificate.make(directory, "here", "dns:localhost");
        log = LogWatch.begin();
    }

    @AfterEach
    void stop() {
        server.ifPresent(ScriptedMailServer::close);
    }

    @Test
    void aMailGoesThroughTheEncryptedConnectionWithItsLogin() throws Exception {
        ScriptedMailServer mails = start(Optional.of(here.context()));

        to(mails, Tls.STARTTLS, here).deliver(MAIL);

        assertThat(mails.lines())
                .containsSubsequence("STARTTLS", "EHLO portal.example.com", "AUTH PLAIN " + credentials())
                .containsSubsequence("RCPT TO:<bob@acme.com>", "DATA", "Subject: Hello", "Come in.", "QUIT")
                .contains("MAIL FROM:<no-reply@portal.example.com>", "Auto-Submitted: auto-generated")
                .filteredOn(line -> line.startsWith("Message-ID"))
                .singleElement()
                .asString()
                .endsWith("@portal.example.com>");
    }

    @Test
    void aServerMayBeEncryptedFromTheFirstByteOn() throws Exception {
        try (ScriptedMailServer mails = ScriptedMailServer.encrypted(here.context())) {
            to(mails, Tls.IMPLICIT, here).deliver(MAIL);

            assertThat(mails.lines()).contains("Come in.").doesNotContain("STARTTLS");
        }
    }

    @Test
    @Proves("SEC-MAIL-1")
    void whoeverTakesTheEncryptionAwayGetsNeitherPasswordNorMail() {
        ScriptedMailServer mails = start(Optional.empty());

        assertThatThrownBy(() -> to(mails, Tls.STARTTLS, here).deliver(MAIL))
                .hasMessageContaining("offers no STARTTLS, so nothing was sent");
        mails.answering("EHLO", "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN").answering("STARTTLS", "454 not now");
        assertThatThrownBy(() -> to(mails, Tls.STARTTLS, here).deliver(MAIL)).hasMessageContaining("(454)");
        assertThat(mails.lines()).noneMatch(line -> line.matches("(AUTH|MAIL|RCPT|DATA).*"));
    }

    @Test
    @Proves("SEC-MAIL-1")
    void aServerWithAnothersCertificateGetsNothing() {
        for (Tls tls : List.of(Tls.STARTTLS, Tls.IMPLICIT)) {
            ScriptedMailServer mails = tls == Tls.IMPLICIT
                    ? ScriptedMailServer.encrypted(here.context())
                    : ScriptedMailServer.start(Optional.of(here.context()));
            MailServer untrusted = server("localhost", mails.port(), tls, Optional.empty());
            MailServer misnamed = server("127.0.0.1", mails.port(), tls, Optional.of(here));

            assertThatThrownBy(() -> new Smtp(untrusted, Clock.systemUTC()).deliver(MAIL))
                    .hasMessageContaining("certification path");
            assertThatThrownBy(() -> new Smtp(misnamed, Clock.systemUTC()).deliver(MAIL))
                    .isInstanceOf(MailFailed.class);
            assertThat(mails.lines()).noneMatch(line -> line.matches("(AUTH|MAIL|RCPT|DATA).*"));
            mails.close();
        }
    }

    @Test
    @Proves("SEC-MAIL-1")
    void whatIsSaidBeforeTheEncryptionDoesNotCountAfterIt() {
        ScriptedMailServer mails = start(Optional.of(here.context()));
        mails.answering("STARTTLS", "220 go on\r\n250 injected\r\n250 injected\r\n235 injected");
        mails.answering("AUTH", "535 5.7.8 no");

        assertThatThrownBy(() -> to(mails, Tls.STARTTLS, here).deliver(MAIL)).isInstanceOf(MailFailed.class);
        assertThat(mails.lines()).noneMatch(line -> line.matches("(MAIL|RCPT|DATA).*"));
    }

    @Test
    @Proves("SEC-MAIL-2")
    void aServerThatRepeatsThePasswordDoesNotPutItIntoTheLog() {
        ScriptedMailServer mails = start(Optional.of(here.context()));
        mails.answering("AUTH", "535 5.7.8 you said " + PASSWORD + " " + credentials());

        assertThat(mailer(mails).send(MAIL).block()).isEqualTo(Delivery.AWAY);
        mails.answering("AUTH", "235 welcome").answering("RCPT", "550 5.7.1 not with " + PASSWORD);
        assertThat(mailer(mails).send(MAIL).block()).isEqualTo(Delivery.REFUSED);
        mails.answering("RCPT", "250 well").answering("body", "451 4.3.0 later, " + PASSWORD);
        assertThat(mailer(mails).send(MAIL).block()).isEqualTo(Delivery.AWAY);

        assertThat(String.join("\n", log.lines()))
                .contains("username and password are not accepted (535 5.7.8)", "refused (550 5.7.1)", "(451 4.3.0)")
                .doesNotContain(PASSWORD, credentials(), "mail: bob@acme.com");
    }

    @Test
    void aServerThatKnowsNoLoginIsNotSpokenToWithoutOne() {
        ScriptedMailServer mails = start(Optional.of(here.context()));
        mails.answering("EHLO", "250-here\r\n250 STARTTLS");

        assertThatThrownBy(() -> to(mails, Tls.STARTTLS, here).reach()).hasMessageContaining("offers no login");
    }

    @Test
    void aServerThatIsNotThereOrSaysNothingIsAway() {
        ScriptedMailServer mails = start(Optional.empty());
        mails.answering("greeting", "554 go away");
        assertThat(new SmtpMailer(plain(mails.port()), new SimpleMeterRegistry(), Clock.systemUTC())
                        .send(MAIL)
                        .block())
                .isEqualTo(Delivery.AWAY);
        mails.close();
        assertThat(new SmtpMailer(plain(mails.port()), new SimpleMeterRegistry(), Clock.systemUTC())
                        .send(MAIL)
                        .block())
                .isEqualTo(Delivery.AWAY);
    }

    @Test
    @Proves("SEC-MAIL-3")
    void whateverASubjectIsMadeOfItIsOneLineOfOneHeader() throws Exception {
        GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mails.start();
        try {
            Mail mail = new Mail(
                    new EmailAddress("bob@acme.com"),
                    "Acme\r\nBcc: victim@x.example\r\n\r\nbody \u202Eesrever\u0000 " + "Ää".repeat(200),
                    "Zürich\r\n.\r\nRCPT TO:<victim@x.example>\r\n" + "x".repeat(3_000));
            new Smtp(plain(mails.getSmtp().getPort()), Clock.systemUTC()).deliver(mail);

            assertThat(mails.getReceivedMessages()).hasSize(1);
            MimeMessage read = mails.getReceivedMessages()[0];
            assertThat(read.getAllRecipients()).singleElement().hasToString("bob@acme.com");
            assertThat(read.getHeader("Bcc")).isNull();
            assertThat(read.getSubject())
                    .startsWith("Acme  Bcc: victim@x.example    body  esrever  ÄäÄä")
                    .endsWith("…")
                    .hasSize(150);
            assertThat(read.getFrom())
                    .singleElement()
                    .hasToString("\"Acme, \\\"Portal\\\"\" <no-reply@portal.example.com>");
            assertThat(read.getContent().toString())
                    .startsWith("Zürich\r\n.\r\nRCPT TO")
                    .contains("x".repeat(3_000));
        } finally {
            mails.stop();
        }
    }

    @Test
    @Proves("SEC-MAIL-3")
    void anAddressIsOneAddress() {
        assertThat(List.of(
                        "\"a@b\"@c.example",
                        "victim@x.example, other@y.example",
                        "a@x.example\r\nRCPT TO:<b@y.example>",
                        "a@x.example>\r\nDATA",
                        "a b@x.example",
                        "<a@x.example>",
                        "a@[127.0.0.1]",
                        "a@x.example\n",
                        "группа:a@x.example;"))
                .allSatisfy(text -> assertThat(EmailAddress.parse(text)).isEmpty());
    }

    /** A mail server that hands addresses to a command line would take it for an option; here it never is one. */
    @Test
    @Proves("SEC-MAIL-3")
    void anAddressThatLooksLikeAnOptionIsAnAddressInItsBrackets() throws Exception {
        ScriptedMailServer mails = start(Optional.empty());

        new Smtp(plain(mails.port()), Clock.systemUTC())
                .deliver(new Mail(new EmailAddress("-oqf@acme.com"), "Hello", "Come in.\n"));

        assertThat(mails.lines()).contains("RCPT TO:<-oqf@acme.com>").noneMatch(line -> line.startsWith("-"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no-reply@x.example | no-reply@x.example",
                "Portal <no-reply@x.example> | Portal <no-reply@x.example>",
                "<no-reply@x.example> | no-reply@x.example"
            })
    void theSenderIsAnAddressWithOrWithoutAName(String text, String read) {
        assertThat(Sender.parse(text)).hasToString(read);
        assertThatThrownBy(() -> Sender.parse(text + ", other@y.example")).hasMessageContaining("expected");
    }

    @Test
    @Proves("SEC-MAIL-4")
    void aServerThatTakesItsTimeHoldsUpMailsAndNothingElseAndTheyAreBounded() {
        ScriptedMailServer mails = start(Optional.empty());
        mails.answering("greeting", "");
        try (SmtpMailer mailer = new SmtpMailer(plain(mails.port()), new SimpleMeterRegistry(), Clock.systemUTC())) {
            List<Delivery> over = Flux.range(0, 1_100)
                    .flatMap(unused -> mailer.send(MAIL), 2_000)
                    .take(98) // two are being sent, a thousand wait
                    .collectList()
                    .block(Duration.ofSeconds(30));

            assertThat(over).hasSize(98).containsOnly(Delivery.BUSY);
        }
    }

    private ScriptedMailServer start(Optional<SSLContext> tls) {
        ScriptedMailServer started = ScriptedMailServer.start(tls);
        server = Optional.of(started);
        return started;
    }

    private static SmtpMailer mailer(ScriptedMailServer mails) {
        return new SmtpMailer(
                server("localhost", mails.port(), Tls.STARTTLS, Optional.of(here)),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
    }

    private static Smtp to(ScriptedMailServer mails, Tls tls, Certificate trusted) {
        return new Smtp(server("localhost", mails.port(), tls, Optional.of(trusted)), Clock.systemUTC());
    }

    private static MailServer plain(int port) {
        return new MailServer(
                "127.0.0.1",
                port,
                Tls.NONE,
                Optional.empty(),
                Sender.parse("Acme, \"Portal\" <no-reply@portal.example.com>"),
                Optional.empty(),
                10);
    }

    private static MailServer server(String host, int port, Tls tls, Optional<Certificate> trusted) {
        return new MailServer(
                host,
                port,
                tls,
                Optional.of(new Login("gatehouse", Secret.of(PASSWORD))),
                Sender.parse("no-reply@portal.example.com"),
                trusted.map(MailServerAttacks::trusting),
                10);
    }

    private static SSLSocketFactory trusting(Certificate certificate) {
        try {
            KeyStore store = KeyStore.getInstance(
                    Path.of(certificate.certificate().toString().replace(".crt", ".p12"))
                            .toFile(),
                    "changeit".toCharArray());
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "it", store.getCertificate(store.aliases().nextElement()));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String credentials() {
        return Base64.getEncoder()
                .encodeToString(("gatehouse\0gatehouse\0" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }
}

package io.gatehouse.mail;

import io.gatehouse.audit.OneLine;
import io.gatehouse.mail.MailServer.Login;
import io.gatehouse.mail.MailServer.Tls;
import io.gatehouse.organization.EmailAddress;
import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Speaks to the mail server, and waits for its answers: for threads that may. One connection a mail. */
public final class Smtp {

    private static final Logger log = LoggerFactory.getLogger(Smtp.class);

    private static final String UTF_8 = "UTF-8";
    private static final int LONGEST_REASON = 200;

    /** RFC 5321 §4.2.1: this and above are for good. */
    private static final int REFUSED = 500;

    private static final Duration FOR_A_CONNECTION = Duration.ofSeconds(5);
    private static final Duration FOR_AN_ANSWER = Duration.ofSeconds(10);

    /** RFC 3463: what a server means by an answer, apart from its words. */
    private static final Pattern ENHANCED_CODE =
            Pattern.compile("\\d{3}[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b.*", Pattern.DOTALL);

    private final MailServer server;
    private final Session session;
    private final Clock clock;

    public Smtp(MailServer server, Clock clock) {
        this.server = server;
        this.session = Session.getInstance(properties(server));
        this.clock = clock;
    }

    /** Whether the server is there, is whom it should be, and knows the gateway. Sends nothing. */
    public void reach() throws MailFailed {
        SMTPTransport transport = new SMTPTransport(session, null);
        try {
            connect(transport);
        } finally {
            leave(transport);
        }
    }

    public void deliver(Mail mail) throws MailFailed {
        SMTPTransport transport = new SMTPTransport(session, null);
        try {
            connect(transport);
            hand(message(mail), transport);
        } finally {
            leave(transport);
        }
    }

    private void connect(SMTPTransport transport) throws MailFailed {
        try {
            transport.connect(
                    server.host(),
                    server.port(),
                    server.login().map(Login::username).orElse(null),
                    server.login().map(login -> login.password().reveal()).orElse(null));
        } catch (AuthenticationFailedException refused) {
            throw new MailFailed(Delivery.AWAY, "username and password are not accepted" + code(transport));
        } catch (MessagingException failure) {
            throw new MailFailed(Delivery.AWAY, reason(transport, failure));
        }
        // The library would go on without one.
        if (server.login().isPresent() && !transport.supportsExtension("AUTH")) {
            throw new MailFailed(Delivery.AWAY, "offers no login (expected: AUTH, since there is a username)");
        }
    }

    private static void hand(MimeMessage message, SMTPTransport transport) throws MailFailed {
        try {
            transport.sendMessage(message, message.getAllRecipients());
        } catch (MessagingException failure) {
            boolean refused =
                    transport.getLastReturnCode() >= REFUSED && !(failure.getNextException() instanceof IOException);
            throw new MailFailed(refused ? Delivery.REFUSED : Delivery.AWAY, reason(transport, failure));
        }
    }

    /** Taken is taken, whatever happens to the farewell. */
    private static void leave(SMTPTransport transport) {
        try {
            transport.close();
        } catch (MessagingException lost) {
            log.debug("mail: lost while leaving", lost);
        }
    }

    private MimeMessage message(Mail mail) {
        MimeMessage message = new MimeMessage(session);
        try {
            message.setFrom(address(server.from().address(), server.from().name()));
            message.setRecipient(RecipientType.TO, address(mail.to(), ""));
            message.setSubject(mail.subject(), UTF_8);
            message.setSentDate(Date.from(clock.instant()));
            message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no holiday notices, please
            // Not as a text: what makes bytes of those is found by way of class loaders.
            message.setDataHandler(new DataHandler(new ByteArrayDataSource(
                    mail.text().getBytes(StandardCharsets.UTF_8), "text/plain; charset=utf-8")));
            message.saveChanges();
            return message;
        } catch (MessagingException | UnsupportedEncodingException impossible) {
            throw new IllegalStateException(impossible); // nothing is read here, and every platform has UTF-8
        }
    }

    /** Not read from a text: an {@link EmailAddress} is one address and nothing else. */
    private static InternetAddress address(EmailAddress address, String name) throws UnsupportedEncodingException {
        InternetAddress written = new InternetAddress();
        written.setAddress(address.value());
        if (!name.isEmpty()) {
            written.setPersonal(name, UTF_8);
        }
        return written;
    }

    /** Of what the server said only the codes; of what this side says everything. */
    private static String reason(SMTPTransport transport, MessagingException failure) {
        if (failure.getNextException() instanceof IOException broken) {
            // The kind of an exception says what to mend; the package it comes from does not.
            return OneLine.of(innermost(broken).toString().replaceFirst("^(\\w+\\.)+", ""), LONGEST_REASON);
        }
        return String.valueOf(failure.getMessage()).startsWith("STARTTLS is required")
                ? "offers no STARTTLS, so nothing was sent (expected: STARTTLS, or another gateway.mail.tls)"
                : "refused" + code(transport);
    }

    private static String code(SMTPTransport transport) {
        String answer = String.valueOf(transport.getLastServerResponse());
        Matcher enhanced = ENHANCED_CODE.matcher(answer);
        return " (" + transport.getLastReturnCode() + (enhanced.matches() ? " " + enhanced.group(1) : "") + ")";
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static Properties properties(MailServer server) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.connectiontimeout", millis(FOR_A_CONNECTION));
        properties.setProperty("mail.smtp.timeout", millis(FOR_AN_ANSWER));
        properties.setProperty("mail.smtp.writetimeout", millis(FOR_AN_ANSWER));
        properties.setProperty("mail.smtp.ssl.enable", String.valueOf(server.tls() == Tls.IMPLICIT));
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(server.tls() == Tls.STARTTLS));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(server.tls() == Tls.STARTTLS));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        server.authorities().ifPresent(factory -> properties.put("mail.smtp.ssl.socketFactory", factory));
        properties.setProperty("mail.smtp.auth", String.valueOf(server.login().isPresent()));
        properties.setProperty("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        // Else it tells the names of this machine and of its user.
        properties.setProperty("mail.smtp.localhost", server.from().address().domain());
        properties.setProperty("mail.from", server.from().address().value());
        return properties;
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}

package io.gatehouse.config.mail;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Properties;
import io.gatehouse.config.source.Value;
import io.gatehouse.mail.MailServer;
import io.gatehouse.mail.MailServer.Login;
import io.gatehouse.mail.MailServer.Tls;
import io.gatehouse.mail.Sender;
import io.gatehouse.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Reads {@code gateway.mail.*}: where there is no host, no mail is sent. */
public final class MailReader {

    private static final String PREFIX = "gateway.mail.";
    private static final Set<String> ON_THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final int PER_HOUR = 200;

    private final Properties properties;

    public MailReader(Properties properties) {
        this.properties = properties;
    }

    /** Empty where no mail is sent, and after saying what is wrong. */
    public Optional<MailServer> read() {
        Optional<String> host = read("host", MailReader::host);
        Tls tls = read("tls", Kinds.oneOf(Tls.class)).orElse(Tls.STARTTLS);
        int port = read("port", MailReader::port).orElse(tls.port());
        Optional<Sender> from = read("from", Sender::parse);
        Optional<SSLSocketFactory> authorities = read("ca-file", MailReader::authorities);
        int perHour = read("per-hour", MailReader::perHour).orElse(PER_HOUR);
        Optional<Login> login = login();
        checkProtected(tls, host, login);
        if (properties.values(PREFIX + "host").isEmpty()) {
            refuseWithoutHost();
            return Optional.empty();
        }
        if (properties.values(PREFIX + "from").isEmpty()) {
            properties.place(PREFIX + "from").problem("missing (expected: the address that mails come from)");
        }
        return host.flatMap(
                name -> from.map(sender -> new MailServer(name, port, tls, login, sender, authorities, perHour)));
    }

    private Optional<Login> login() {
        Optional<String> username = read("username", Kinds::text);
        List<Value> passwords = properties.values(PREFIX + "password");
        Optional<Secret> password = passwords.stream().findFirst().flatMap(Value::secret);
        boolean hasUsername = !properties.values(PREFIX + "username").isEmpty();
        if (hasUsername == passwords.isEmpty()) {
            properties
                    .place(PREFIX + (hasUsername ? "username" : "password"))
                    .problem("one of username and password (expected: both, or neither)");
        }
        return username.flatMap(name -> password.map(secret -> new Login(name, secret)));
    }

    /** Who listens on the way would have the password, and the mails with it. */
    private void checkProtected(Tls tls, Optional<String> host, Optional<Login> login) {
        boolean here = host.filter(ON_THIS_MACHINE::contains).isPresent();
        if (tls == Tls.NONE && !here && host.isPresent()) {
            properties
                    .place(PREFIX + "tls")
                    .problem("none (expected: starttls or implicit; none is for a server on localhost)");
        }
        if (tls == Tls.UNPROTECTED && login.isPresent()) {
            properties.place(PREFIX + "tls").problem("unprotected (expected: starttls or implicit, with a password)");
        }
    }

    private void refuseWithoutHost() {
        Stream.of("port", "username", "password", "from", "tls", "ca-file", "per-hour")
                .filter(key -> !properties.values(PREFIX + key).isEmpty())
                .findFirst()
                .ifPresent(key -> properties
                        .place(PREFIX + key)
                        .instead(PREFIX + "host")
                        .problem("missing (expected: the mail server's name)"));
    }

    private <T> Optional<T> read(String key, Function<String, T> kind) {
        return properties.read(PREFIX + key, kind);
    }

    private static String host(String text) {
        if (!text.matches("[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?")) {
            throw Kinds.refused(text, "a host name or an address; the port is a key of its own");
        }
        return text;
    }

    private static int port(String text) {
        if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > 65535) {
            throw Kinds.refused(text, "a port, such as 587");
        }
        return Integer.parseInt(text);
    }

    private static int perHour(String text) {
        if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > 10_000) {
            throw Kinds.refused(text, "a number of mails from 1 to 10000");
        }
        return Integer.parseInt(text);
    }

    private static SSLSocketFactory authorities(String file) {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, store.size() > 0 ? trust.getTrustManagers() : null, null);
            if (store.size() > 0) {
                return context.getSocketFactory();
            }
        } catch (IOException | GeneralSecurityException | InvalidPathException unreadable) {
            // said below
        }
        throw Kinds.refused(file, "a file of PEM certificates that can be read");
    }
}

package io.gatehouse.mail;

import io.gatehouse.secret.Secret;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * The server that takes the gateway's mail, and how it is spoken to.
 *
 * @param login empty for a server that knows the gateway without one
 * @param authorities whose certificates count; empty: those that Java trusts
 * @param perHour as many mails an organization's admins may cause in an hour, on each replica
 */
public record MailServer(
        String host,
        int port,
        Tls tls,
        Optional<Login> login,
        Sender from,
        Optional<SSLSocketFactory> authorities,
        int perHour) {

    /** As whom the gateway signs in there. */
    public record Login(String username, Secret password) {}

    /** How the way there is protected. */
    public enum Tls {
        /** The conversation begins in clear text, and ends at once when the server does not change over (RFC 3207). */
        STARTTLS(587),
        /** From the first byte on (RFC 8314). */
        IMPLICIT(465),
        /** Not at all, on this machine. */
        NONE(25),
        /** Not at all, over a network; without a password. */
        UNPROTECTED(25);

        private final int port;

        Tls(int port) {
            this.port = port;
        }

        /** Where such servers are. */
        public int port() {
            return port;
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

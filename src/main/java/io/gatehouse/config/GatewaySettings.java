package io.gatehouse.config;

import io.gatehouse.assertion.GivenKeys;
import io.gatehouse.login.reach.Egress;
import io.gatehouse.mail.MailServer;
import io.gatehouse.organization.SessionLimits;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.request.TrustedProxies;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Nearness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The process's own settings: {@code gateway.*} in gateway.yaml, the environment or the command line.
 *
 * @param consoleUrl where the settings are; empty: where the organizations are
 * @param forwardAuthSecrets any of which a proxy shows that asks about requests; none: nobody asks
 * @param secretKeys empty when there are none in the configuration: those of the data directory are taken then
 * @param dataDirectory where a gateway without Redis keeps its key and what admins enter; need not exist
 * @param nearness how far a replica may rely on a session that it has read
 * @param assertionKeyLifetime after which a key that signs assertions is followed by another one
 * @param assertionKeys those of the operator; empty: the gateway makes and rotates its own
 * @param sessions what counts for organizations that say nothing of them
 * @param shutdownDelay how long a replica that stops goes on taking requests, until whoever sends them has noticed
 * @param activityKept of each organization so many entries of each of three sorts: changes, visits, failures
 * @param mail empty: no mail is sent
 */
public record GatewaySettings(
        PublicUrl publicUrl,
        Optional<PublicUrl> consoleUrl,
        TrustedProxies trustedProxies,
        List<Secret> forwardAuthSecrets,
        Egress egress,
        Optional<SecretKeys> secretKeys,
        Path dataDirectory,
        Store store,
        Nearness nearness,
        Duration assertionKeyLifetime,
        Optional<GivenKeys> assertionKeys,
        SessionLimits sessions,
        Forwarder forwarder,
        boolean accessLog,
        Duration shutdownDelay,
        int activityKept,
        Optional<MailServer> mail) {

    /** Who forwards the routes that name no filter. */
    public enum Forwarder {
        /** The gateway's own, and by far the faster. */
        OWN,
        /** Spring Cloud Gateway's chain, as for routes with filters. */
        SPRING
    }

    /** Where sessions are kept. */
    public enum Store {
        /** In this process; one replica only. */
        MEMORY,
        REDIS
    }
}

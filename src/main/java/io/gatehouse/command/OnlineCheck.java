package io.gatehouse.command;

import io.gatehouse.config.Configuration;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.login.provider.Discovery;
import io.gatehouse.login.reach.Http;
import io.gatehouse.mail.Mail;
import io.gatehouse.mail.MailServer;
import io.gatehouse.mail.Smtp;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.route.Destination.Upstream;
import io.gatehouse.route.Route;
import io.gatehouse.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.springframework.core.env.ConfigurableEnvironment;

/** {@code ./gateway check --online}: reaches everything that the gateway will need to reach, from where it will run. */
final class OnlineCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int AT_ONCE = 32;
    private static final String FROM_THE_PAGE = "from the settings page";

    /** @param attempt throws when it is not reached, or not what it should be */
    private record Target(String what, String where, Callable<?> attempt) {}

    /** @param wrong empty when nothing is */
    private record Outcome(Target target, Duration took, String wrong) {

        List<String> row() {
            return List.of(wrong.isEmpty() ? "✓" : "✕", target.what(), target.where(), took.toMillis() + " ms", wrong);
        }
    }

    private final Set<Target> targets = new LinkedHashSet<>();

    /** @param mailTo who gets a mail that says that mail works */
    OnlineCheck(Configuration configuration, ConfigurableEnvironment environment, Optional<EmailAddress> mailTo) {
        Discovery discovery = new Discovery(Http.client(configuration.settings().egress()));
        for (Organization organization : Check.byName(configuration)) {
            organization.ways().forEach(way -> way.identityProvider()
                    .ifPresent(provider -> targets.add(target(way.providerName().toString(), provider, discovery))));
        }
        fromThePage(configuration, environment);
        if (configuration.settings().store() == GatewaySettings.Store.REDIS) {
            targets.add(redis(environment));
        }
        configuration.settings().mail().ifPresent(server -> targets.add(mail(server, mailTo)));
        Set<URI> upstreams = new LinkedHashSet<>();
        for (Route route : configuration.routes()) {
            if (route.destination() instanceof Upstream upstream
                    && !upstream.isForwardAuth()
                    && upstreams.add(upstream.address())) {
                targets.add(upstream("route " + route.name(), upstream.address()));
            }
        }
        for (Organization organization : Check.byName(configuration)) {
            organization.upstreams().forEach((route, address) -> {
                if (upstreams.add(address)) {
                    targets.add(upstream("route " + route + " of " + organization.name(), address));
                }
            });
        }
    }

    /** What admins have entered and is live, where the file leaves it to them; reached as the gateway reaches it. */
    private void fromThePage(Configuration configuration, ConfigurableEnvironment environment) {
        GatewaySettings settings = configuration.settings();
        List<Organization> left = Check.byName(configuration).stream()
                .filter(organization -> !organization.inFile().contains(Settings.IDENTITY_PROVIDER))
                .toList();
        if (left.isEmpty()) {
            return;
        }
        Discovery typed = new Discovery(
                Http.guarded(settings.egress(), settings.publicUrl().isLoopback()));
        try (KeptSettings kept = KeptSettings.open(settings, environment)) {
            Set<OrganizationName> entered = kept.organizations();
            left.stream()
                    .filter(organization -> entered.contains(organization.name()))
                    .forEach(organization -> fromThePage(organization, kept, typed));
        } catch (Refused unread) {
            targets.add(unread("identity providers " + FROM_THE_PAGE, unread));
        }
    }

    private void fromThePage(Organization organization, KeptSettings kept, Discovery typed) {
        try {
            kept.of(organization.name())
                    .map(entered -> entered.laidOver(organization).ways())
                    .orElse(List.of())
                    .forEach(way -> way.identityProvider()
                            .ifPresent(provider ->
                                    targets.add(target(way.providerName() + ", " + FROM_THE_PAGE, provider, typed))));
        } catch (Refused unread) {
            targets.add(unread("identity provider of " + organization.name() + ", " + FROM_THE_PAGE, unread));
        }
    }

    private static Target unread(String what, Refused because) {
        return new Target(what, "not known", () -> {
            throw because;
        });
    }

    /** Whether everything was reached. */
    boolean print(PrintStream out) {
        ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Callable<Outcome>> attempts = new ArrayList<>();
            targets.forEach(target -> attempts.add(() -> attempt(target)));
            List<List<String>> rows = new ArrayList<>();
            boolean reached = true;
            for (Future<Outcome> future : executor.invokeAll(attempts)) {
                rows.add(future.get().row());
                reached &= future.get().wrong().isEmpty();
            }
            out.println();
            Check.printTable(rows, out);
            return reached;
        } catch (InterruptedException | ExecutionException unforeseen) {
            throw new IllegalStateException(unforeseen);
        } finally {
            executor.shutdownNow();
        }
    }

    private static Outcome attempt(Target target) {
        long start = System.nanoTime();
        String wrong = "";
        try {
            target.attempt().call();
        } catch (Exception failure) {
            wrong = sentence(failure);
        }
        return new Outcome(target, Duration.ofNanos(System.nanoTime() - start), wrong);
    }

    private static Target target(String whose, IdentityProvider provider, Discovery discovery) {
        return new Target("identity provider of " + whose, provider.issuer().toString(), () -> discovery
                .discover(provider.issuer())
                .timeout(PATIENCE)
                .toFuture()
                .get());
    }

    private static Target upstream(String what, URI address) {
        int port =
                address.getPort() >= 0 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
        return new Target(what, address.toString(), () -> connect(address.getHost(), port));
    }

    private static boolean connect(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), port), (int) PATIENCE.toMillis());
            return socket.isConnected();
        }
    }

    private static Target mail(MailServer server, Optional<EmailAddress> to) {
        Smtp smtp = new Smtp(server, Clock.systemUTC());
        return to.map(address -> new Target("mail to " + address, server.toString(), () -> {
                    smtp.deliver(new Mail(address, "A mail of Gatehouse", "Mail works.\n"));
                    return true;
                }))
                .orElseGet(() -> new Target("mail server", server.toString(), () -> {
                    smtp.reach();
                    return true;
                }));
    }

    private static Target redis(ConfigurableEnvironment environment) {
        return new Target("Redis", GatewaysRedis.where(environment), () -> {
            try (GatewaysRedis redis = GatewaysRedis.of(environment, PATIENCE)) {
                return redis.ping();
            }
        });
    }

    /** Of the innermost cause: what wraps it only says that it failed. */
    private static String sentence(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException) {
            return "no answer within " + PATIENCE.toSeconds() + " s";
        }
        if (cause instanceof UnknownHostException) {
            return "no such host";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}

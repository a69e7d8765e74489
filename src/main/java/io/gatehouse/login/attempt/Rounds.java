package io.gatehouse.login.attempt;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseCookie;
import org.springframework.web.server.ServerWebExchange;

/**
 * How often in a row a browser came back from signing in and was sent there again for the same page, so that what goes round in
 * circles is stopped. The count is kept in the browser, sealed, and goes on from the attempt that came back: ten tabs at once
 * are ten first rounds.
 */
public final class Rounds {

    /** As many within {@link #WINDOW} are a circle, and no impatient person. */
    private static final int MOST = 3;

    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** Pages that go round at the same time, in several tabs. */
    private static final int PAGES = 4;

    private record Round(String page, int count, Instant since) {}

    private final Sealer sealer;
    private final String prefix;
    private final boolean secure;
    private final Clock clock;

    public Rounds(PublicUrl publicUrl, SecretKeys keys, Clock clock) {
        this.sealer = keys.sealer("rounds");
        this.secure = publicUrl.isHttps();
        this.prefix = (secure ? "__Host-" : "") + "gatehouse-.rounds-";
        this.clock = clock;
    }

    /** Rounds that have ended for this page within the last minute. */
    public int before(ServerWebExchange exchange, OrganizationName organization, String returnTo) {
        String page = page(returnTo);
        return known(exchange, organization).stream()
                .filter(round -> round.page().equals(page))
                .mapToInt(Round::count)
                .findFirst()
                .orElse(0);
    }

    public static boolean isCircle(int rounds) {
        return rounds >= MOST;
    }

    /** A sign-in came back, well or not; the next one for this page is one round further. */
    public void ended(ServerWebExchange exchange, OrganizationName organization, PendingLogin pending) {
        String page = page(pending.returnTo());
        List<Round> known = known(exchange, organization);
        Instant since = known.stream()
                .filter(round -> round.page().equals(page) && pending.rounds() > 0)
                .map(Round::since)
                .findFirst()
                .orElse(clock.instant());
        List<Round> rounds = new ArrayList<>();
        rounds.add(new Round(page, pending.rounds() + 1, since));
        known.stream()
                .filter(round -> !round.page().equals(page))
                .limit(PAGES - 1)
                .forEach(rounds::add);
        byte[] sealed = sealer.seal(encode(rounds), organization.value());
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        exchange.getResponse()
                .addCookie(ResponseCookie.from(prefix + organization, value)
                        .path("/")
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite("Lax")
                        .maxAge(WINDOW)
                        .build());
    }

    private List<Round> known(ServerWebExchange exchange, OrganizationName organization) {
        Instant oldest = clock.instant().minus(WINDOW);
        return exchange.getRequest().getCookies().getOrDefault(prefix + organization, List.of()).stream()
                .flatMap(cookie -> open(cookie.getValue(), organization).stream())
                .findFirst()
                .map(Rounds::decode)
                .orElse(List.of())
                .stream()
                .filter(round -> round.since().isAfter(oldest))
                .toList();
    }

    private Optional<byte[]> open(String value, OrganizationName organization) {
        try {
            return sealer.open(Base64.getUrlDecoder().decode(value), organization.value());
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Without the query, in which a circle may count itself; and no longer than a cookie bears. */
    private static String page(String returnTo) {
        String path = returnTo.replaceFirst("\\?.*", "");
        return path.substring(0, Math.min(path.length(), 100));
    }

    private static byte[] encode(List<Round> rounds) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Round round : rounds) {
                out.writeUTF(round.page());
                out.writeByte(round.count());
                out.writeLong(round.since().toEpochMilli());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // bytes in memory
        }
        return bytes.toByteArray();
    }

    private static List<Round> decode(byte[] bytes) {
        List<Round> rounds = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            while (in.available() > 0) {
                rounds.add(new Round(in.readUTF(), in.readByte(), Instant.ofEpochMilli(in.readLong())));
            }
        } catch (IOException anotherVersions) {
            return List.of();
        }
        return rounds;
    }
}

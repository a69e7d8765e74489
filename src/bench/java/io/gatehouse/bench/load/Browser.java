package io.gatehouse.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A browser that can do one thing: sign in. It follows redirects, keeps each origin's cookies, and answers the identity
 * provider's page without looking at it.
 */
public final class Browser {

    private static final int MOST_HOPS = 12;
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI issuer;
    private final Map<String, Map<String, String>> cookies = new LinkedHashMap<>();

    public Browser(URI issuer) {
        this.issuer = issuer;
    }

    /** Opens a page as a stranger and signs in on the way; the cookies that its origin is sent afterwards. */
    public String signIn(URI page, String username) {
        URI next = page;
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            HttpResponse<String> answer = send(next, username);
            if (answer.statusCode() / 100 != 3) {
                return signedIn(page, next, answer);
            }
            next = next.resolve(answer.headers().firstValue("Location").orElseThrow());
        }
        throw new IllegalStateException("sign-in at " + page + ": more than " + MOST_HOPS + " redirects");
    }

    /** Where a stranger is sent: the request to the identity provider. */
    public URI authorizationRequest(URI page) {
        URI next = page;
        while (!isIdentityProvider(next)) {
            next = next.resolve(send(next, "").headers().firstValue("Location").orElseThrow());
        }
        return next;
    }

    private String signedIn(URI page, URI last, HttpResponse<String> answer) {
        if (answer.statusCode() != 200 || !last.getAuthority().equals(page.getAuthority())) {
            throw new IllegalStateException("sign-in at " + page + ": " + answer.statusCode() + " from "
                    + last.getAuthority() + last.getPath() + " (expected: 200 from the page)");
        }
        return header(page);
    }

    private HttpResponse<String> send(URI address, String username) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(5))
                .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .header("Sec-Fetch-Mode", "navigate")
                .header("Sec-Fetch-Dest", "document")
                .header("Sec-Fetch-Site", "none");
        String sent = header(address);
        if (!sent.isEmpty()) {
            request.header("Cookie", sent);
        }
        if (isIdentityProvider(address)) {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("username=" + username));
        }
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
            answer.headers().allValues("Set-Cookie").forEach(line -> keep(address, line));
            return answer;
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "no answer from " + address.getAuthority() + address.getPath() + ": " + failure, failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
    }

    private boolean isIdentityProvider(URI address) {
        return address.getAuthority().equals(issuer.getAuthority());
    }

    private String header(URI address) {
        return cookies.getOrDefault(address.getAuthority(), Map.of()).entrySet().stream()
                .map(Object::toString)
                .collect(Collectors.joining("; "));
    }

    private void keep(URI address, String line) {
        String pair = line.split(";", 2)[0].strip();
        int equals = pair.indexOf('=');
        String attributes = line.substring(line.split(";", 2)[0].length()).toLowerCase(Locale.ROOT);
        boolean gone = equals == pair.length() - 1
                || attributes.matches("(?s).*; *(max-age=(0|-\\d+)\\b|expires=[^;]* 19\\d\\d ).*");
        Map<String, String> jar = cookies.computeIfAbsent(address.getAuthority(), unused -> new LinkedHashMap<>());
        String name = pair.substring(0, equals);
        if (gone) {
            jar.remove(name);
        } else {
            jar.put(name, pair.substring(equals + 1));
        }
    }
}

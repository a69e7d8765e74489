package io.gatehouse.journey;

import static java.net.URLEncoder.encode;
import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.springframework.web.util.HtmlUtils;

/** A browser without a renderer, for journeys: it says what browsers say, keeps cookies as they do, and shows every hop. */
final class HttpBrowser {

    /** An answer, and every address asked on the way to it, the last one included. */
    record Page(URI address, int status, HttpHeaders headers, String body, List<URI> hops) {

        Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        boolean isPage() {
            return header("Content-Type").orElse("").startsWith("text/html");
        }
    }

    private static final int MOST_REDIRECTS = 20;
    private static final String USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) Gatehouse-Journey/1.0";
    private static final Pattern FORM = Pattern.compile("(?is)<form\\b([^>]*)>(.*?)</form>");
    private static final Pattern INPUT = Pattern.compile("(?is)<input\\b([^>]*)>");
    private static final Pattern UNSENT =
            Pattern.compile("(?i)type=\"submit\"|^(?!.*\\bchecked\\b).*type=\"(checkbox|radio)\"", Pattern.DOTALL);
    private static final HttpClient PLAIN = client().build();

    private final HttpClient http;
    private final CookieJar cookies = new CookieJar();

    HttpBrowser() {
        http = PLAIN;
    }

    /** For a gateway that serves TLS itself. */
    HttpBrowser(SSLContext trust) {
        http = client().sslContext(trust).build();
    }

    /** Types an address: follows redirects to the page where they end. */
    Page open(String url) {
        return follow(null, URI.create(url), "GET", noBody(), true);
    }

    /** Types an address, and stops at the first answer. */
    Page get(String url) {
        return follow(null, URI.create(url), "GET", noBody(), false);
    }

    /** What a script of the same origin asks for; one hop, as a script sees no redirect to another origin. */
    Page fetch(String url) {
        URI address = URI.create(url);
        return send(
                url,
                request -> request.headers(
                        "Accept", "application/json",
                        "Sec-Fetch-Mode", "cors",
                        "Sec-Fetch-Dest", "empty",
                        "Sec-Fetch-Site", "same-origin",
                        "Referer", origin(address) + address.getRawPath()));
    }

    /** Sends a form from a page of the same origin, and follows redirects. */
    Page post(String url, Map<String, String> form) {
        URI address = URI.create(url);
        return follow(address, address, "POST", ofString(encoded(form)), true);
    }

    /** Sends a form from a page of any origin. */
    Page postFrom(URI page, String url, Map<String, String> form) {
        return follow(page, URI.create(url), "POST", ofString(encoded(form)), true);
    }

    /** Fills in the page's form that has these fields, hidden ones as they stand, and sends it. */
    Page submit(Page page, Map<String, String> fields) {
        return submit(page, fields, true);
    }

    /** The same, but stops at the first answer. */
    Page submitOnce(Page page, Map<String, String> fields) {
        return submit(page, fields, false);
    }

    /** Fills in the page's form that goes to this path, whatever its query, and sends it. */
    Page submitTo(Page page, String path, Map<String, String> fields) {
        return submit(
                page,
                form(page, candidate -> attribute(candidate.group(1), "action")
                                .filter(action ->
                                        action.replaceFirst("\\?.*", "").equals(path))
                                .isPresent())
                        .orElseThrow(() -> new AssertionError("no form to " + path + " on " + page)),
                fields,
                true);
    }

    /** Fills in the page's form that goes to this path with a file (RFC 7578), sends it and follows the redirect. */
    Page submitFile(Page page, String path, String field, byte[] file) {
        MatchResult form = form(page, candidate -> attribute(candidate.group(1), "action")
                        .filter(path::equals)
                        .isPresent())
                .orElseThrow(() -> new AssertionError("no form to " + path + " on " + page));
        Map<String, String> filled = inputs(form.group(2));
        filled.remove(field);
        Page answer = postFile(page.address(), page.address().resolve(path), filled, field, file);
        return answer.header("Location")
                .map(next -> open(page.address().resolve(next).toString()))
                .orElse(answer);
    }

    /** Sends such a form from a page of any origin, and stops at the first answer. */
    Page postFile(URI page, URI target, Map<String, String> fields, String field, byte[] file) {
        String boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
        String part = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"";
        String text = fields.entrySet().stream()
                .map(entry -> part + entry.getKey() + "\"\r\n\r\n" + entry.getValue() + "\r\n")
                .collect(joining());
        String head = part + field + "\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";
        ByteArrayOutputStream whole = new ByteArrayOutputStream(); // of a length that is known, as browsers send it
        whole.writeBytes((text + head).getBytes(UTF_8));
        whole.writeBytes(file);
        whole.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(UTF_8));
        return exchange(target, List.of(), request -> request.POST(BodyPublishers.ofByteArray(whole.toByteArray()))
                .header("Accept", "text/html")
                .header("Accept-Language", "en")
                .header("Sec-Fetch-Mode", "navigate")
                .header("Sec-Fetch-Dest", "document")
                .header("Sec-Fetch-Site", site(page, target, List.of()))
                .header("Origin", origin(page))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary));
    }

    private static Optional<MatchResult> form(Page page, Predicate<MatchResult> wanted) {
        return FORM.matcher(page.body()).results().filter(wanted).findFirst();
    }

    private Page submit(Page page, Map<String, String> fields, boolean redirects) {
        MatchResult form = form(page, candidate -> fields.keySet().stream()
                        .allMatch(name -> candidate.group(2).contains("name=\"" + name + "\"")))
                .orElseThrow(() -> new AssertionError("no form with " + fields.keySet() + " on " + page));
        return submit(page, form, fields, redirects);
    }

    private Page submit(Page page, MatchResult form, Map<String, String> fields, boolean redirects) {
        Map<String, String> filled = inputs(form.group(2));
        filled.putAll(fields);
        String action = attribute(form.group(1), "action").orElse("");
        // URI.resolve("") answers the directory.
        URI target = action.isEmpty() ? page.address() : page.address().resolve(action);
        return follow(page.address(), target, "POST", ofString(encoded(filled)), redirects);
    }

    /** One hop with cookies and nothing else that browsers add. */
    Page send(String url, Consumer<HttpRequest.Builder> customisation) {
        return exchange(URI.create(url), List.of(), customisation);
    }

    Map<String, String> cookiesFor(URI address) {
        return cookies.sentTo(address);
    }

    /** As if that address had answered with this Set-Cookie line. */
    void plantCookie(URI address, String setCookie) {
        cookies.store(address, setCookie);
    }

    void forgetCookies() {
        cookies.clear();
    }

    private Page follow(URI initiator, URI start, String method, BodyPublisher body, boolean redirects) {
        Page page = navigate(initiator, start, List.of(), method, body);
        while (redirects && page.status() / 100 == 3 && page.header("Location").isPresent()) {
            if (page.hops().size() > MOST_REDIRECTS) {
                throw new AssertionError("more than " + MOST_REDIRECTS + " redirects: " + page.hops());
            }
            boolean again = page.status() == 307 || page.status() == 308;
            URI next = page.address().resolve(page.header("Location").orElseThrow());
            method = again ? method : "GET";
            page = navigate(initiator, next, page.hops(), method, again ? body : noBody());
        }
        return page;
    }

    private Page navigate(URI initiator, URI address, List<URI> before, String method, BodyPublisher body) {
        return exchange(address, before, request -> {
            request.method(method, body)
                    .header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
                    .header("Accept-Language", "en")
                    .header("Upgrade-Insecure-Requests", "1")
                    .header("Sec-Fetch-Mode", "navigate")
                    .header("Sec-Fetch-Dest", "document")
                    .header("Sec-Fetch-User", "?1")
                    .header("Sec-Fetch-Site", site(initiator, address, before));
            if (initiator != null) {
                request.header("Referer", origin(initiator) + initiator.getRawPath());
            }
            if (method.equals("POST")) {
                request.header("Origin", origin(initiator));
                request.header("Content-Type", "application/x-www-form-urlencoded");
            }
        });
    }

    private Page exchange(URI address, List<URI> before, Consumer<HttpRequest.Builder> customisation) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).header("User-Agent", USER_AGENT);
        Map<String, String> sent = cookies.sentTo(address);
        if (!sent.isEmpty()) {
            request.header(
                    "Cookie", sent.entrySet().stream().map(Object::toString).collect(joining("; ")));
        }
        customisation.accept(request);
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            answer.headers().allValues("Set-Cookie").forEach(line -> cookies.store(address, line));
            List<URI> hops = Stream.concat(before.stream(), Stream.of(address)).toList();
            return new Page(address, answer.statusCode(), answer.headers(), answer.body(), hops);
        } catch (IOException failure) {
            throw new UncheckedIOException("no answer from " + address, failure);
        } catch (InterruptedException stop) {
            throw new IllegalStateException("interrupted", stop);
        }
    }

    /** Fetch Metadata judges by every address on the way; a typed one stays none. */
    private static String site(URI initiator, URI address, List<URI> before) {
        if (initiator == null) {
            return "none";
        }
        List<URI> way = Stream.concat(before.stream(), Stream.of(address)).toList();
        if (way.stream().allMatch(hop -> origin(hop).equals(origin(initiator)))) {
            return "same-origin";
        }
        return way.stream().allMatch(hop -> hop.getHost().equals(initiator.getHost())) ? "same-site" : "cross-site";
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    private static Map<String, String> inputs(String html) {
        Map<String, String> inputs = new LinkedHashMap<>();
        INPUT.matcher(html)
                .results()
                .map(input -> input.group(1))
                .filter(input -> !UNSENT.matcher(input).find())
                .forEach(input -> attribute(input, "name")
                        .ifPresent(name ->
                                inputs.put(name, attribute(input, "value").orElse(""))));
        return inputs;
    }

    private static Optional<String> attribute(String tag, String name) {
        return Pattern.compile("(?i)\\b" + name + "=\"([^\"]*)\"")
                .matcher(tag)
                .results()
                .map(found -> HtmlUtils.htmlUnescape(found.group(1)))
                .findFirst();
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encode(field.getKey(), UTF_8) + "=" + encode(field.getValue(), UTF_8))
                .collect(joining("&"));
    }

    private static HttpClient.Builder client() {
        return HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .followRedirects(Redirect.NEVER);
    }
}

package io.gatehouse.request;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** The bearer token that a request brings in {@code Authorization} (RFC 6750 §2.1); one in a query or a form is none here. */
public final class BearerHeader {

    /** Schemes have no case (RFC 9110 §11.1). */
    private static final Pattern SCHEME =
            Pattern.compile("\\s*bearer(\\s.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** RFC 6750 §2.1, {@code b64token}, without what no JWT has: one token has one spelling. */
    private static final Pattern CREDENTIALS =
            Pattern.compile("bearer +([A-Za-z0-9._-]{1,16384})", Pattern.CASE_INSENSITIVE);

    /** How keys of the gateway's own API begin, which no upstream has any business with. */
    public static final String API_KEY = "gatehouse_";

    private static final String BEARER = "bearer";

    private BearerHeader() {}

    /** Whether somebody brings a key of the API, to wherever it is: looked at with every request, and so without a pattern. */
    public static boolean bringsApiKey(HttpHeaders headers) {
        for (String line : headers.getOrEmpty(HttpHeaders.AUTHORIZATION)) {
            if (line.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    && line.substring(BEARER.length()).strip().startsWith(API_KEY)) {
                return true;
            }
        }
        return false;
    }

    /** Whether somebody tries to come with one, well written or not. */
    public static boolean isIn(HttpHeaders headers) {
        List<String> lines = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
        return !lines.isEmpty()
                && lines.stream().anyMatch(line -> SCHEME.matcher(line).matches());
    }

    /**
     * The token; empty when it is not written as one, or longer than 16 KiB.
     *
     * @throws Refusal 400 when there are several lines: two readers could take two different ones
     */
    public static Optional<String> token(HttpHeaders headers) {
        List<String> lines = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
        if (lines.size() != 1) {
            throw Refusal.of(Problem.MALFORMED_REQUEST, "authorization: " + lines.size() + " lines (expected: one)")
                    .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_request\"")
                    .forProgram();
        }
        Matcher matcher = CREDENTIALS.matcher(lines.get(0).strip());
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}

package io.gatehouse.login.provider;

import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.token.ExpectedIssuer;
import io.gatehouse.organization.provider.Issuer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.springframework.security.oauth2.jwt.Jwt;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a signed ID token once more, strictly: what two readers could read differently is refused, whoever signed it. Nimbus and
 * Spring Security are kind here: a number of seconds may overflow into another time, a missing {@code iat} is made up from
 * {@code exp}, a subject may be a number, an issuer is compared as an address, and a member that stands twice below the first level is read once.
 */
final class IdTokenForm {

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Of a header or of claims: a person with a thousand groups has fewer. */
    private static final int MOST_TOKENS = 2_000;

    private static final JsonFactory COUNTING = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build())
            .build();

    private static final List<String> TIMES = List.of("exp", "iat", "nbf", "auth_time");

    /** The end of the year 9999, in seconds: beyond it is no time but somebody's attempt at an overflow. */
    private static final double LATEST = 253_402_300_799d;

    /** OpenID Connect Core §2. */
    private static final int LONGEST_SUBJECT = 255;

    private IdTokenForm() {}

    /** @throws SignInRefused naming the first member that is not as it must be */
    static void check(Jwt verified, Issuer issuer) {
        String[] parts = verified.getTokenValue().split("\\.", -1);
        JsonNode header = read(parts[0], "header");
        JsonNode claims = read(parts[1], "claims");
        checkNothingCritical(header);
        checkType(header.path("typ"));
        checkIssuer(claims.path("iss"), verified, issuer);
        checkSubject(claims.path("sub"));
        checkTimes(claims);
        if (!claims.path("iat").isNumber()) {
            throw SignInRefused.inIdToken(Fault.UNEXPECTED_ANSWER, "iat: missing (expected: when it was made)");
        }
    }

    /**
     * Before anything else reads it: claims are held while user info is asked for, and may take twenty times their text's room.
     *
     * @throws SignInRefused naming the step
     */
    static void checkRoom(String token, String step) {
        for (String part : token.split("\\.", 3)) {
            if (hasTooMuch(part)) {
                throw new SignInRefused(
                        Fault.UNEXPECTED_ANSWER,
                        step,
                        "more than " + MOST_TOKENS + " names, values and brackets (expected: fewer groups)");
            }
        }
    }

    /** What is no JSON has not too much of it; whoever verifies says what it is. */
    private static boolean hasTooMuch(String part) {
        try (JsonParser json = COUNTING.createParser(
                ObjectReadContext.empty(), Base64.getUrlDecoder().decode(part))) {
            while (json.nextToken() != null) {
                // counts
            }
            return false;
        } catch (StreamConstraintsException tooMuch) {
            return true;
        } catch (JacksonException | IllegalArgumentException noJson) {
            return false;
        }
    }

    static JsonNode read(String part, String which) {
        try {
            return STRICT.readTree(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
        } catch (JacksonException | IllegalArgumentException ambiguous) {
            throw SignInRefused.inIdToken(
                    Fault.UNEXPECTED_ANSWER, which + ": not strict JSON (expected: each member once, nothing behind)");
        }
    }

    /** RFC 7515 §4.1.11: there is no extension that we know and want, and an empty list is malformed. */
    static void checkNothingCritical(JsonNode header) {
        if (header.has("crit")) {
            throw SignInRefused.inIdToken(Fault.UNEXPECTED_ANSWER, "crit: found (expected: no critical extension)");
        }
    }

    /** An access token or a logout token, signed by the same key, is no ID token (RFC 8725 §3.11). */
    private static void checkType(JsonNode type) {
        if (!type.isMissingNode() && !"JWT".equalsIgnoreCase(type.asString(""))) {
            throw SignInRefused.inIdToken(Fault.UNEXPECTED_ANSWER, "typ: another kind of token (expected: JWT)");
        }
    }

    /** What was compared had been an address in between, which HTTP:// and http:// are the same for. */
    static void checkIssuer(JsonNode found, Jwt verified, Issuer issuer) {
        if (!ExpectedIssuer.written(found.asString(""), issuer).equals(verified.getClaimAsString("iss"))) {
            throw SignInRefused.inIdToken(
                    Fault.WRONG_ISSUER, "iss: written in another way (expected: letter for letter)");
        }
    }

    /** It becomes a key, a header and a line of the log. */
    static void checkSubject(JsonNode subject) {
        String text = subject.isString() ? subject.asString() : "";
        boolean plain = text.chars().noneMatch(Character::isISOControl);
        if (text.isBlank() || text.length() > LONGEST_SUBJECT || !plain) {
            throw SignInRefused.inIdToken(
                    Fault.UNEXPECTED_ANSWER, "sub: refused (expected: a text of at most 255 characters)");
        }
    }

    static void checkTimes(JsonNode claims) {
        TIMES.forEach(name -> checkTime(name, claims.path(name)));
    }

    private static void checkTime(String name, JsonNode time) {
        boolean sane = time.isNumber() && time.asDouble() >= 0 && time.asDouble() <= LATEST;
        if (!time.isMissingNode() && !sane) {
            throw SignInRefused.inIdToken(Fault.CLOCK_SKEW, name + ": no time (expected: seconds since 1970)");
        }
    }
}

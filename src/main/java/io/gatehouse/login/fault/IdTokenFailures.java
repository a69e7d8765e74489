package io.gatehouse.login.fault;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import io.gatehouse.organization.provider.IdentityProvider;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/** Reads why an ID token did not hold: what its signature, and then Spring Security's validators, said of it. */
final class IdTokenFailures {

    static final String STEP = "ID token";

    /** As {@code OidcIdTokenValidator} lists the claims that are missing or wrong: <code>{iss=…, aud=[…]}</code>. */
    private static final Pattern CLAIM = Pattern.compile("[{ ](iss|sub|aud|azp|exp|iat)=");

    private static final Pattern ISSUER = Pattern.compile("[{ ]iss=(?!null\\b)([\\w.:/~-]{1,120})");
    private static final Pattern TIME = Pattern.compile("(?:expired at|used before) [0-9T:.Z-]{10,40}");

    private IdTokenFailures() {}

    static Diagnosis diagnosis(OAuth2AuthenticationException refused, IdentityProvider settings) {
        if (refused.getError().getErrorCode().equals("invalid_nonce")) {
            return new Diagnosis(Fault.WRONG_NONCE, STEP, "nonce: of another sign-in");
        }
        return ConnectionFailures.causes(refused)
                .filter(JwtValidationException.class::isInstance)
                .findFirst()
                .map(cause -> claims((JwtValidationException) cause, settings))
                .orElseGet(() -> signature(refused));
    }

    private static Diagnosis claims(JwtValidationException invalid, IdentityProvider settings) {
        String text = invalid.getErrors().stream()
                .map(OAuth2Error::getDescription)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
        String wrong = CLAIM.matcher(text)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .collect(Collectors.joining(", "));
        if (wrong.contains("iss")) {
            return new Diagnosis(
                    Fault.WRONG_ISSUER, STEP, "iss: " + issuer(text) + " (expected: " + settings.issuer() + ")");
        }
        if (wrong.contains("aud") || wrong.contains("azp")) {
            return new Diagnosis(
                    Fault.WRONG_AUDIENCE, STEP, wrong + ": another client (expected: " + settings.clientId() + ")");
        }
        Matcher time = TIME.matcher(text);
        if (time.find()) {
            return new Diagnosis(Fault.CLOCK_SKEW, STEP, time.group());
        }
        return wrong.contains("exp") || wrong.contains("iat")
                ? new Diagnosis(Fault.CLOCK_SKEW, STEP, wrong + ": missing, or more than 60 s from our clock")
                : new Diagnosis(Fault.UNEXPECTED_ANSWER, STEP, wrong + ": missing");
    }

    private static String issuer(String text) {
        Matcher issuer = ISSUER.matcher(text);
        return issuer.find() ? issuer.group(1) : "missing, or no address";
    }

    /** Where there were no claims to look at: the signature did not hold, or it is no signed token at all. */
    private static Diagnosis signature(OAuth2AuthenticationException refused) {
        boolean algorithm = ConnectionFailures.causes(refused)
                .anyMatch(cause -> cause instanceof BadJwtException
                        && String.valueOf(cause.getMessage()).startsWith("Unsupported algorithm"));
        boolean key = ConnectionFailures.causes(refused)
                .anyMatch(cause -> cause instanceof BadJOSEException || cause instanceof JOSEException);
        if (algorithm || key) {
            return new Diagnosis(
                    Fault.BAD_SIGNATURE,
                    STEP,
                    algorithm
                            ? "not signed"
                            : "its signature is not by a key of the provider's, or of a kind we refuse");
        }
        return new Diagnosis(Fault.UNEXPECTED_ANSWER, STEP, "missing, or not a signed JWT");
    }
}

package io.gatehouse.assertion;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.PublicUrl;
import io.netty.util.AsciiString;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Signs, for one upstream each, who a person is: a JWT (RFC 7519) of a minute, used again while it lasts. */
public final class Assertions {

    public static final String HEADER = "X-Gatehouse-Jwt-Assertion";

    private static final Duration LIFETIME = Duration.ofSeconds(60);

    /** So long a request may still be under way, and a clock be ahead. */
    private static final Duration LEFT_AT_LEAST = Duration.ofSeconds(20);

    /** Of ES256, in base64, and the two dots of a JWT. */
    private static final int SIGNATURE_AND_DOTS = 88;

    /** A key, made ready to sign. */
    private record Signing(ECKey key, JWSHeader header, JWSSigner signer) {}

    private final AssertionKeys keys;
    private final String issuer;
    private final Clock clock;
    private volatile @Nullable Signing signing;

    public Assertions(AssertionKeys keys, PublicUrl publicUrl, Clock clock) {
        this.keys = keys;
        this.issuer = publicUrl.toString();
        this.clock = clock;
    }

    /** The assertions of one person's session, each made when it is first needed. */
    public Of of(Asserted person) {
        return new Of(person);
    }

    /** One session's assertions. */
    public final class Of {

        /** Made with the keys of one time: a key that has been taken back must sign nothing more. */
        private record Made(AsciiString token, int keys, long usedUntil) {

            boolean isUsed(int present, long now) {
                return keys == present && now < usedUntil;
            }
        }

        private final Asserted person;
        private final Map<String, Made> byAudience = new ConcurrentHashMap<>();

        private Of(Asserted person) {
            this.person = person;
        }

        /**
         * @param audience the name of the route: an upstream must refuse what is for another
         * @param subject who it is about, as this upstream knows people
         * @param groups the same for the same audience
         * @return in bytes: Netty reads and copies a text of this length character by character, at each request
         * @throws Refusal 503 when there is no key yet
         */
        public AsciiString asserted(String audience, String subject, Asserted.Groups groups) {
            long now = clock.millis();
            int present = keys.version();
            Made made = byAudience.get(audience);
            if (made == null || !made.isUsed(present, now)) {
                made = new Made(
                        new AsciiString(sign(claims(person, audience, subject, groups, now))),
                        present,
                        now + LIFETIME.minus(LEFT_AT_LEAST).toMillis());
                byAudience.put(audience, made);
            }
            return made.token();
        }

        /**
         * How many characters it has, for whoever has to know before it is signed.
         *
         * @throws Refusal 503 when there is no key yet
         */
        public int length(String audience, String subject, Asserted.Groups groups) {
            int claims = claims(person, audience, subject, groups, clock.millis())
                    .toPayload()
                    .toBase64URL()
                    .toString()
                    .length();
            return signing().header().toBase64URL().toString().length() + claims + SIGNATURE_AND_DOTS;
        }
    }

    private JWTClaimsSet claims(Asserted person, String audience, String subject, Asserted.Groups groups, long now) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(audience)
                .subject(subject)
                .issueTime(Date.from(Instant.ofEpochMilli(now)))
                .expirationTime(Date.from(Instant.ofEpochMilli(now).plus(LIFETIME)))
                .claim("org", person.organization().value())
                .claim("sid", person.session())
                .claim("preferred_username", person.username())
                .claim("groups", groups.names())
                .claim("roles", person.roles());
        person.email().ifPresent(email -> claims.claim("email", email).claim("email_verified", person.emailVerified()));
        if (groups.missing()) {
            claims.claim("groups_missing", true);
        }
        return claims.build();
    }

    private String sign(JWTClaimsSet claims) {
        Signing present = signing();
        try {
            SignedJWT token = new SignedJWT(present.header(), claims);
            token.sign(present.signer());
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible); // the key is of our own making
        }
    }

    private Signing signing() {
        ECKey key = keys.signing()
                .orElseThrow(() -> Refusal.of(Problem.STORE_AWAY, "assertion: no key read from the store yet")
                        .withHeader("Retry-After", "2"));
        Signing present = signing;
        if (present == null || !present.key().equals(key)) {
            present = ready(key);
            signing = present;
        }
        return present;
    }

    private static Signing ready(ECKey key) {
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(JOSEObjectType.JWT)
                    .keyID(key.getKeyID())
                    .build();
            return new Signing(key, header, new ECDSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

package io.gatehouse.login.bearer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.session.token.Bearer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens that were verified lately, by their digest: a script that sends one a hundred times a second has it verified
 * once in five minutes. Only good ones are kept, so that nobody fills it without an identity provider's help.
 */
final class KnownTokens {

    /** Also for how long a key that is withdrawn meanwhile goes on to count. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** In characters of tokens: what their claims take is in proportion. */
    private static final long MOST = 8L << 20;

    /** What is held of a token beside its claims. */
    private static final int OVERHEAD = 512;

    /**
     * A token that has been verified.
     *
     * @param organization as it was then; another version has other rules
     * @param length of its text
     * @param until in milliseconds
     */
    private record Known(Organization organization, Bearer bearer, int length, long until) {}

    private final Cache<String, Known> tokens = Caffeine.newBuilder()
            .maximumWeight(MOST)
            .weigher((String digest, Known known) -> OVERHEAD + known.length())
            .expireAfterWrite(LONGEST)
            .executor(Runnable::run)
            .build();
    private final Clock clock;

    KnownTokens(Clock clock) {
        this.clock = clock;
    }

    /** Null for one that is to be verified. */
    @SuppressWarnings("ReferenceEquality") // an organization stays the very same while its configuration does
    @Nullable Bearer find(String digest, Organization organization) {
        Known known = tokens.getIfPresent(digest);
        return known != null && known.organization() == organization && clock.millis() < known.until()
                ? known.bearer()
                : null;
    }

    void keep(Organization organization, Bearer bearer, int length) {
        long until = Math.min(
                clock.instant().plus(LONGEST).toEpochMilli(), bearer.expiresAt().toEpochMilli());
        tokens.put(bearer.digest(), new Known(organization, bearer, length, until));
    }

    /** For one organization: where two have the same provider, what one accepts says nothing of the other. */
    static String digest(String token, OrganizationName organization) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((organization + " ").getBytes(StandardCharsets.US_ASCII)); // a name has no space
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(sha256.digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has SHA-256
        }
    }
}

package io.gatehouse.apikey;

import io.gatehouse.organization.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key as it is kept: all but the key itself.
 *
 * @param id stands in the key, and is no secret
 * @param name for people and the audit; one line
 * @param digest of the key, bound to its organization
 * @param by who made it, as they were called
 * @param until it counts
 * @param lastUse to an hour; empty before the first
 * @param maker as long as whom it counts; empty: made by the operator, or kept by an earlier version, and stands by itself
 */
public record ApiKey(
        String id,
        String name,
        Scope scope,
        String digest,
        String by,
        Instant made,
        Instant until,
        Optional<Instant> lastUse,
        Optional<PersonId> maker) {

    public static final Duration LIFETIME = Duration.ofDays(90);

    /** At most: a key lies in files and pipelines, and whoever forgets it is not asked again. */
    public static final Duration LONGEST = Duration.ofDays(365);

    public static final String EXPECTED_NAME = "1 to 60 letters, digits, spaces, - _ . and /, such as terraform prod";

    /** It is a fact of log lines and a text of pages: nothing in it ends a line, a quotation or an element. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{N} _./-]{0,58}[\\p{L}\\p{N}])?");

    public ApiKey {
        maker = Objects.requireNonNullElse(maker, Optional.empty()); // what an earlier version has kept has none
    }

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    public boolean isOver(Instant now) {
        return !now.isBefore(until);
    }

    /** As the audit names who did something by it. */
    public String actor() {
        return "api key " + name;
    }

    ApiKey used(Instant now) {
        return new ApiKey(id, name, scope, digest, by, made, until, Optional.of(now), maker);
    }
}

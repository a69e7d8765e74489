package io.gatehouse.settings;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What an operator hands to an organization's admin: a way into that organization's settings, once and for a while.
 *
 * <p>It carries all of itself, sealed: whoever has the gateway's key can make one, without asking a gateway. That it works
 * only once, and can be called back, is for the store to see to ({@link SetupLinks}).
 *
 * @param id random, 24 characters
 * @param made by the clock of the machine where the operator made it
 * @param until it can be used
 */
public record SetupLink(OrganizationName organization, String id, Instant made, Instant until) {

    /** How long a link can be used when the operator does not say. */
    public static final Duration LIFETIME = Duration.ofDays(1);

    /** At most: a link is a key that lies in somebody's mail. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /** By how much the clock of the machine that makes links, or calls them back, may be ahead of a gateway's. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /** Another one than before {@link #made} was part of it: what was sealed then does not open as something else. */
    private static final String PURPOSE = "set-up link";

    private static final int ID_BYTES = 12;

    public static SetupLink make(OrganizationName organization, Instant made, Duration valid) {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return new SetupLink(organization, HexFormat.of().formatHex(id), made, made.plus(valid));
    }

    /** As it stands in the address. */
    public String token(SecretKeys keys) {
        byte[] name = organization.value().getBytes(StandardCharsets.UTF_8);
        byte[] plain = ByteBuffer.allocate(2 * Long.BYTES + ID_BYTES + name.length)
                .putLong(made.toEpochMilli())
                .putLong(until.toEpochMilli())
                .put(HexFormat.of().parseHex(id))
                .put(name)
                .array();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(keys.sealer(PURPOSE).seal(plain));
    }

    /** Empty for what no key of ours has sealed; whether it is still good, and for whom, the caller looks at. */
    public static Optional<SetupLink> read(String token, SecretKeys keys) {
        Sealer sealer = keys.sealer(PURPOSE);
        try {
            return sealer.open(Base64.getUrlDecoder().decode(token)).flatMap(SetupLink::parse);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Optional<SetupLink> parse(byte[] plain) {
        ByteBuffer bytes = ByteBuffer.wrap(plain);
        Instant made = Instant.ofEpochMilli(bytes.getLong());
        Instant until = Instant.ofEpochMilli(bytes.getLong());
        byte[] id = new byte[ID_BYTES];
        bytes.get(id);
        String name = StandardCharsets.UTF_8.decode(bytes).toString();
        return OrganizationName.parse(name)
                .map(organization -> new SetupLink(organization, HexFormat.of().formatHex(id), made, until));
    }
}

package io.gatehouse.login.attempt;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * What is sent to the identity provider as {@code state}: nobody else can guess or make one, since a sealed value has a random
 * nonce in it. It knows where its person wanted to go, so that a browser which has lost the attempt, because another tab's took
 * its place, gets there all the same, by a sign-in of its own.
 */
public final class States {

    /**
     * What a state knows of an attempt that is lost. Anybody may bring one that somebody else was sent with, and so it opens no
     * door: it names a path of this organization, as any link does.
     *
     * @param returnTo empty where it was too long
     * @param lostBefore how many attempts before this one were lost and begun again
     */
    public record Lost(String returnTo, int lostBefore) {

        private static final int OFTEN = 3;

        /** Whether to begin again without asking: what is lost again and again is not the tabs' doing. */
        public boolean mayBeginAgain() {
            return !returnTo.isEmpty() && lostBefore < OFTEN;
        }
    }

    /** For what must not be begun again by itself. */
    public static final int NEVER_AGAIN = 9;

    /** A provider must bear it in an address; whoever wanted to go further begins at the start page. */
    private static final int LONGEST_RETURN = 300;

    private final Sealer sealer;

    public States(SecretKeys keys) {
        this.sealer = keys.sealer("sign-in state");
    }

    /** @param lostBefore at most {@link #NEVER_AGAIN} */
    public String next(OrganizationName organization, String returnTo, int lostBefore) {
        String kept = returnTo.length() <= LONGEST_RETURN ? returnTo : "";
        byte[] plain = (lostBefore + kept).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealer.seal(plain, organization.value()));
    }

    /** Empty for one that is not ours, or of another organization. */
    public Optional<Lost> read(OrganizationName organization, String state) {
        return PendingLogins.decoded(state)
                .flatMap(bytes -> sealer.open(bytes, organization.value()))
                .map(plain -> new String(plain, StandardCharsets.UTF_8))
                .map(text -> new Lost(text.substring(1), text.charAt(0) - '0'));
    }

    /** As a pending login keeps it: the cookie has no room for a path twice. */
    public static String digest(String state) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(state.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }
}

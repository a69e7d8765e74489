package io.gatehouse.login.attempt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * A sign-in that has begun and not come back yet; it lives in the browser, sealed, and nowhere else.
 *
 * @param state digest of what was sent
 * @param provider its name among the organization's several; or empty
 * @param issuer and {@code clientId}: to whom the person was sent, so that no other provider's answer is taken
 * @param redirectUri where the answer was to go; the identity provider compares it once more when the code is exchanged
 * @param returnTo where to go afterwards
 * @param rounds how many sign-ins for the same page came back just before this one began
 * @param purpose what it is for
 * @param offlineAccess whether a refresh token was asked for that nobody configured
 */
public record PendingLogin(
        String state,
        String nonce,
        String codeVerifier,
        String provider,
        String issuer,
        String clientId,
        String redirectUri,
        String returnTo,
        int rounds,
        Purpose purpose,
        boolean offlineAccess,
        Instant startedAt) {

    /**
     * What an attempt is for, one of these at most.
     *
     * @param trial who tries out what, as {@code Trials} told it; or empty
     * @param recheck the hash of the session that is to be confirmed; or empty
     */
    public record Purpose(String trial, String recheck) {

        public static final Purpose SIGN_IN = new Purpose("", "");

        public static Purpose trial(String trial) {
            return new Purpose(trial, "");
        }

        public static Purpose recheck(String hash) {
            return new Purpose("", hash);
        }
    }

    private static final int VERSION = 7;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(state);
            out.writeUTF(nonce);
            out.writeUTF(codeVerifier);
            out.writeUTF(provider);
            out.writeUTF(issuer);
            out.writeUTF(clientId);
            out.writeUTF(redirectUri);
            out.writeUTF(returnTo);
            out.writeByte(rounds);
            out.writeUTF(purpose.trial());
            out.writeUTF(purpose.recheck());
            out.writeBoolean(offlineAccess);
            out.writeLong(startedAt.toEpochMilli());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // bytes in memory
        }
        return bytes.toByteArray();
    }

    /** Empty for another version's bytes. */
    static Optional<PendingLogin> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return in.readByte() == VERSION
                    ? Optional.of(new PendingLogin(
                            in.readUTF(),
                            in.readUTF(),
                            in.readUTF(),
                            in.readUTF(),
                            in.readUTF(),
                            in.readUTF(),
                            in.readUTF(),
                            in.readUTF(),
                            in.readByte(),
                            new Purpose(in.readUTF(), in.readUTF()),
                            in.readBoolean(),
                            Instant.ofEpochMilli(in.readLong())))
                    : Optional.empty();
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }
}

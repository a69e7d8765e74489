package io.gatehouse.session;

import com.github.benmanes.caffeine.cache.Interner;
import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Standing;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.secret.Secret;
import io.gatehouse.session.device.Device;
import io.gatehouse.session.token.AccessToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sessions and tokens as compact bytes, a version in front: a few hundred bytes and under a microsecond, where a
 * serialised security context takes kilobytes and is a gadget for whoever can write to the store.
 */
final class SessionCodec {

    private static final int VERSION = 3;

    /** Most people of an organization share these; ten thousand sessions need them once. */
    private static final Interner<String> SHARED = Interner.newWeakInterner();

    private SessionCodec() {}

    static byte[] encode(StoredSession session) {
        Claims claims = session.claims();
        return write(out -> {
            text(out, session.organization());
            text(out, session.provider());
            out.writeLong(session.signedInAt().toEpochMilli());
            text(out, claims.issuer());
            text(out, claims.clientId());
            text(out, claims.subject());
            text(out, claims.username());
            text(out, claims.email().map(EmailAddress::value).orElse(""));
            out.writeBoolean(claims.emailVerified());
            text(out, claims.rolesClaim());
            texts(out, claims.groups());
            text(out, claims.home().orElse(""));
            out.writeBoolean(claims.groupsWithheld());
            out.writeLong(session.confirmedAt().toEpochMilli()); // from here on, an older version reads over it
            out.writeBoolean(session.refreshable());
            number(out, claims.kept().size());
            for (Map.Entry<String, List<String>> claim : new TreeMap<>(claims.kept()).entrySet()) {
                text(out, claim.getKey());
                texts(out, claim.getValue());
            }
            text(out, session.device().address());
            text(out, session.device().browser());
            text(out, session.standing().map(Standing::member).orElse(""));
            text(out, session.standing().flatMap(Standing::role).orElse(""));
            text(
                    out,
                    session.standing()
                            .flatMap(Standing::claimed)
                            .map(EmailAddress::value)
                            .orElse(""));
        });
    }

    /** Empty for another version (a rolling upgrade): the person signs in again. */
    static Optional<StoredSession> session(byte[] bytes) {
        return read(bytes, in -> {
            String organization = shared(in);
            String provider = shared(in);
            Instant signedInAt = Instant.ofEpochMilli(in.readLong());
            String issuer = shared(in);
            String clientId = shared(in);
            String subject = text(in);
            String username = text(in);
            Optional<EmailAddress> email = EmailAddress.parse(text(in));
            boolean emailVerified = in.readBoolean();
            String rolesClaim = shared(in);
            List<String> groups = sharedTexts(in);
            Optional<String> home = Optional.of(shared(in)).filter(text -> !text.isEmpty());
            boolean withheld = in.readBoolean();
            boolean rechecked = in.available() > 0; // by a version that does
            Instant confirmedAt = rechecked ? Instant.ofEpochMilli(in.readLong()) : signedInAt;
            boolean refreshable = rechecked && in.readBoolean();
            Map<String, List<String>> kept = new HashMap<>();
            for (int left = in.available() > 0 ? number(in) : 0; left > 0; left--) {
                kept.put(shared(in), sharedTexts(in));
            }
            Device device = in.available() > 0 ? new Device(text(in), shared(in)) : Device.UNKNOWN;
            Claims claims = new Claims(
                    issuer,
                    clientId,
                    subject,
                    username,
                    email,
                    emailVerified,
                    rolesClaim,
                    groups,
                    home,
                    withheld,
                    kept);
            Optional<Standing> standing = in.available() > 0 ? standing(in, claims) : Optional.empty();
            return new StoredSession(
                    organization, provider, claims, signedInAt, confirmedAt, refreshable, device, standing);
        });
    }

    /** Before addresses were claimed, whoever had one was admin by it: a session from then goes on as it began. */
    private static Optional<Standing> standing(DataInputStream in, Claims claims) throws IOException {
        String member = text(in);
        Optional<String> role = Optional.of(shared(in)).filter(text -> !text.isEmpty());
        Optional<EmailAddress> claimed = in.available() > 0 ? EmailAddress.parse(text(in)) : claims.verifiedEmail();
        return member.isEmpty() ? Optional.empty() : Optional.of(new Standing(member, role, claimed));
    }

    static byte[] encode(Tokens tokens) {
        return write(out -> {
            text(out, tokens.idToken().reveal());
            text(out, tokens.refreshToken().map(Secret::reveal).orElse(""));
            if (tokens.accessToken().isPresent()) { // an older version reads over it
                AccessToken token = tokens.accessToken().get();
                text(out, token.value().reveal());
                out.writeLong(token.from().toEpochMilli());
                out.writeLong(token.expiresAt().toEpochMilli());
            }
        });
    }

    static Optional<Tokens> tokens(byte[] bytes) {
        return read(bytes, in -> {
            Secret idToken = Secret.of(text(in));
            String refreshToken = text(in);
            Optional<AccessToken> accessToken = in.available() > 0 ? Optional.of(accessToken(in)) : Optional.empty();
            return new Tokens(
                    idToken,
                    refreshToken.isEmpty() ? Optional.empty() : Optional.of(Secret.of(refreshToken)),
                    accessToken);
        });
    }

    private static AccessToken accessToken(DataInputStream in) throws IOException {
        Secret value = Secret.of(text(in));
        return new AccessToken(value, Instant.ofEpochMilli(in.readLong()), Instant.ofEpochMilli(in.readLong()));
    }

    static byte[] encode(Map<String, String> attributes) {
        return write(out -> {
            number(out, attributes.size());
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                text(out, attribute.getKey());
                text(out, attribute.getValue());
            }
        });
    }

    /** Empty for another version: a page asks again. */
    static Map<String, String> attributes(byte[] bytes) {
        return read(bytes, in -> {
                    Map<String, String> attributes = new TreeMap<>();
                    for (int left = number(in); left > 0; left--) {
                        attributes.put(text(in), text(in));
                    }
                    return attributes;
                })
                .orElseGet(TreeMap::new);
    }

    private interface Writer {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reader<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static byte[] write(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            writer.to(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // bytes in memory
        }
        return bytes.toByteArray();
    }

    private static <T> Optional<T> read(byte[] bytes, Reader<T> reader) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return in.readByte() == VERSION ? Optional.of(reader.from(in)) : Optional.empty();
        } catch (IOException | RuntimeException damaged) {
            return Optional.empty();
        }
    }

    /** Not {@code writeUTF}: a token may be longer than its 64 KiB. */
    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = number(in);
        if (length < 0 || length > in.available()) {
            throw new IOException("text: " + length + " bytes (expected: at most " + in.available() + ")");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static String shared(DataInputStream in) throws IOException {
        return SHARED.intern(text(in));
    }

    private static void texts(DataOutputStream out, List<String> texts) throws IOException {
        number(out, texts.size());
        for (String text : texts) {
            text(out, text);
        }
    }

    private static List<String> sharedTexts(DataInputStream in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = number(in); left > 0; left--) {
            texts.add(shared(in));
        }
        return texts;
    }

    /** Seven bits a byte, lowest first: most lengths are one byte. */
    private static void number(DataOutputStream out, int number) throws IOException {
        int left = number;
        for (; left > 0x7f; left >>>= 7) {
            out.writeByte(left | 0x80);
        }
        out.writeByte(left);
    }

    private static int number(DataInputStream in) throws IOException {
        int number = 0;
        for (int shift = 0; shift < 32; shift += 7) {
            int part = in.readUnsignedByte();
            number |= (part & 0x7f) << shift;
            if (part < 0x80) {
                return number;
            }
        }
        throw new IOException("number: longer than 5 bytes");
    }
}

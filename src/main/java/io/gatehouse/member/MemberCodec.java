package io.gatehouse.member;

import io.gatehouse.member.Invitation.Mailing;
import io.gatehouse.member.Member.State;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.PersonId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Members as compact bytes, a version in front; what a later version adds at the end, this one reads over. */
final class MemberCodec {

    private static final int VERSION = 1;

    private MemberCodec() {}

    /** @throws UncheckedIOException for a text of more than 64 KiB, which no identity provider's subject is */
    static byte[] encode(Member member) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(member.state().name());
            out.writeUTF(member.person().map(PersonId::issuer).orElse(""));
            out.writeUTF(member.person().map(PersonId::subject).orElse(""));
            out.writeUTF(member.name());
            out.writeUTF(member.email().map(EmailAddress::value).orElse(""));
            out.writeUTF(member.role().orElse(""));
            out.writeLong(member.since().toEpochMilli());
            out.writeLong(member.lastSignIn().map(Instant::toEpochMilli).orElse(0L));
            out.writeBoolean(member.invitation().isPresent());
            if (member.invitation().isPresent()) {
                Invitation invitation = member.invitation().get();
                out.writeUTF(invitation.address().value());
                out.writeUTF(invitation.by());
                out.writeLong(invitation.at().toEpochMilli());
                out.writeLong(invitation.until().toEpochMilli());
                out.writeUTF(invitation.mailing().name());
            }
            out.writeUTF(member.claimed().map(EmailAddress::value).orElse(""));
        } catch (IOException tooLong) {
            throw new UncheckedIOException(tooLong);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalStateException for what this version cannot read: it is neither used nor replaced */
    static Member decode(String id, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IOException("version " + version);
            }
            State state = State.valueOf(in.readUTF());
            String issuer = in.readUTF();
            String subject = in.readUTF();
            String name = in.readUTF();
            Optional<EmailAddress> email = EmailAddress.parse(in.readUTF());
            Optional<String> role = Optional.of(in.readUTF()).filter(text -> !text.isEmpty());
            Instant since = Instant.ofEpochMilli(in.readLong());
            long lastSignIn = in.readLong();
            Optional<Invitation> invitation = in.readBoolean() ? Optional.of(invitation(in)) : Optional.empty();
            Optional<EmailAddress> claimed = EmailAddress.parse(in.available() > 0 ? in.readUTF() : "");
            return new Member(
                    id,
                    state,
                    issuer.isEmpty() ? Optional.empty() : Optional.of(new PersonId(issuer, subject)),
                    name,
                    email,
                    role,
                    invitation,
                    since,
                    lastSignIn == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lastSignIn)),
                    claimed);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new IllegalStateException("written by a version that this one cannot read", unreadable);
        }
    }

    private static Invitation invitation(DataInputStream in) throws IOException {
        EmailAddress address = new EmailAddress(in.readUTF());
        String by = in.readUTF();
        Instant at = Instant.ofEpochMilli(in.readLong());
        Instant until = Instant.ofEpochMilli(in.readLong());
        return new Invitation(address, by, at, until, mailing(in.available() > 0 ? in.readUTF() : ""));
    }

    /** Versions before wrote none, and one to come may write another. */
    private static Mailing mailing(String name) {
        return Stream.of(Mailing.values())
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElse(Mailing.NONE);
    }
}

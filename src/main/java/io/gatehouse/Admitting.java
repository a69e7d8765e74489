package io.gatehouse;

import io.gatehouse.apikey.ApiKeys;
import io.gatehouse.audit.Audit;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.invitation.InvitationText;
import io.gatehouse.invitation.MailAllowance;
import io.gatehouse.invitation.MailedInvitations;
import io.gatehouse.mail.Mailer;
import io.gatehouse.mail.SmtpMailer;
import io.gatehouse.member.Directory;
import io.gatehouse.member.Invitations;
import io.gatehouse.member.MemberChanges;
import io.gatehouse.member.MemberSignIn;
import io.gatehouse.member.Members;
import io.gatehouse.member.SealedMembers;
import io.gatehouse.member.store.FileMemberStore;
import io.gatehouse.member.store.MemberStore;
import io.gatehouse.member.store.MemoryMemberStore;
import io.gatehouse.member.store.RedisMemberStore;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.DataDirectory;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Confirmations;
import io.gatehouse.session.Revocation;
import io.gatehouse.session.Sessions;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Who is a member, and how they become one. */
@Configuration(proxyBeanMethods = false)
class Admitting {

    @Bean
    MemberStore memberStore(GatewaySettings settings, LettuceConnectionFactory redis, DataDirectory data)
            throws IOException {
        if (settings.store() == GatewaySettings.Store.REDIS) {
            return new RedisMemberStore(redis);
        }
        return data.directory().isPresent()
                ? new FileMemberStore(data.directory().get())
                : new MemoryMemberStore();
    }

    @Bean
    SealedMembers sealedMembers(MemberStore store, SecretKeys keys) {
        return new SealedMembers(store, keys);
    }

    @Bean
    Members members(SealedMembers sealed, Audit audit, Clock clock) {
        return new Members(sealed, audit, clock);
    }

    @Bean
    MemberSignIn memberSignIn(Members members, Sessions sessions, Revocation revocation) {
        return new MemberSignIn(members, sessions, revocation);
    }

    @Bean
    Directory directory(SealedMembers sealed, Clock clock) {
        return new Directory(sealed, clock);
    }

    @Bean
    Invitations invitations(
            SealedMembers sealed, Directory directory, Invitations.Post post, Audit audit, Clock clock) {
        return new Invitations(sealed, directory, post, audit, clock);
    }

    @Bean
    Mailer mailer(GatewaySettings settings, MeterRegistry meters, Clock clock) {
        return settings.mail()
                .<Mailer>map(server -> new SmtpMailer(server, meters, clock))
                .orElse(Mailer.NONE);
    }

    @Bean
    InvitationText invitationText(PublicUrl publicUrl) {
        return new InvitationText(publicUrl);
    }

    @Bean
    Invitations.Post invitationPost(GatewaySettings settings, Mailer mailer, InvitationText text, Clock clock) {
        return settings.mail()
                .<Invitations.Post>map(
                        server -> new MailedInvitations(mailer, text, new MailAllowance(server.perHour(), clock)))
                .orElse(Invitations.Post.NONE);
    }

    @Bean
    MemberChanges memberChanges(
            SealedMembers sealed,
            Directory directory,
            Revocation revocation,
            Confirmations confirmations,
            ApiKeys keys,
            Audit audit,
            Clock clock) {
        return new MemberChanges(sealed, directory, revocation, confirmations, keys::revokeOf, audit, clock);
    }
}

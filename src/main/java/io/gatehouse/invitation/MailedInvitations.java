package io.gatehouse.invitation;

import io.gatehouse.mail.Delivery;
import io.gatehouse.mail.Mail;
import io.gatehouse.mail.Mailer;
import io.gatehouse.member.Invitation;
import io.gatehouse.member.Invitation.Mailing;
import io.gatehouse.member.Invitations;
import io.gatehouse.organization.Organization;
import io.gatehouse.text.Words;
import reactor.core.publisher.Mono;

/** Sends invitations by mail. */
public final class MailedInvitations implements Invitations.Post {

    private final Mailer mailer;
    private final InvitationText text;
    private final MailAllowance allowance;

    public MailedInvitations(Mailer mailer, InvitationText text, MailAllowance allowance) {
        this.mailer = mailer;
        this.text = text;
        this.allowance = allowance;
    }

    @Override
    public Mono<Mailing> send(Organization organization, Invitation invitation, Words language) {
        return Mono.defer(() -> allowance.take(organization.name(), invitation.address())
                ? mailer.send(mail(organization, invitation, language)).map(MailedInvitations::mailing)
                : Mono.just(Mailing.TOO_MANY));
    }

    private Mail mail(Organization organization, Invitation invitation, Words language) {
        return new Mail(
                invitation.address(),
                text.subject(organization, language),
                text.body(organization, invitation, language));
    }

    /** An admin does not learn why, but the operator's log: else the page would tell which addresses the mail server knows. */
    private static Mailing mailing(Delivery delivery) {
        return delivery == Delivery.SENT ? Mailing.SENT : Mailing.FAILED;
    }
}

package io.gatehouse.member;

import io.gatehouse.organization.EmailAddress;
import java.time.Instant;

/**
 * That somebody may become a member: whoever signs in with this address, vouched for, before its time is over.
 *
 * @param by who invited them, for people
 * @param until it can be accepted
 * @param mailing what became of the mail that says so
 */
public record Invitation(EmailAddress address, String by, Instant at, Instant until, Mailing mailing) {

    /** What became of a mail. */
    public enum Mailing {
        /** There was no mail server. */
        NONE,
        /** Waits to be sent; for long, when the gateway has stopped meanwhile. */
        UNDER_WAY,
        /** The mail server has taken it. */
        SENT,
        FAILED,
        /** The organization has had as many as it may have. */
        TOO_MANY
    }

    /** One that nobody mails. */
    public Invitation(EmailAddress address, String by, Instant at, Instant until) {
        this(address, by, at, until, Mailing.NONE);
    }

    Invitation with(Mailing outcome) {
        return new Invitation(address, by, at, until, outcome);
    }

    /** Whether there should have been a mail, and was none. */
    boolean isUnsent() {
        return mailing == Mailing.FAILED || mailing == Mailing.TOO_MANY;
    }

    public boolean isOver(Instant now) {
        return !now.isBefore(until);
    }
}

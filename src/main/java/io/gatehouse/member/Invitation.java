package io.gatehouse.member;

import io.gatehouse.organization.EmailAddress;
import java.time.Instant;

/**
 * That somebody may become a member: whoever signs in with this address, vouched for, before its time is over.
 *
 * @param by who invited them, for people
 * @param until it can be accepted
 */
public record Invitation(EmailAddress address, String by, Instant at, Instant until) {

    public boolean isOver(Instant now) {
        return !now.isBefore(until);
    }
}

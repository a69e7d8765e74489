package io.gatehouse.identity;

import io.gatehouse.organization.EmailAddress;
import java.util.Optional;

/**
 * What a person is in their organization beside what their identity provider says of them.
 *
 * @param member the id of their entry among the members
 * @param role that an admin has given them; empty: only what the mapping of claims gives
 * @param claimed the address by which they are admin as long as the operator's file names it under {@code admins}: they were the
 *     first to come with it, and whoever has it next is not
 */
public record Standing(String member, Optional<String> role, Optional<EmailAddress> claimed) {

    /** Of somebody who has claimed no address. */
    public Standing(String member, Optional<String> role) {
        this(member, role, Optional.empty());
    }
}

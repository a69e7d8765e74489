package io.gatehouse.assertion;

import io.gatehouse.organization.OrganizationName;
import java.util.List;
import java.util.Optional;

/**
 * What an assertion says of a person, whoever it is for.
 *
 * @param session an id of our own, the same for all of a session's assertions; of no use to anybody else
 * @param email empty when there is none that may leave in this organization's name
 */
public record Asserted(
        OrganizationName organization,
        String session,
        String username,
        Optional<String> email,
        boolean emailVerified,
        List<String> roles) {

    /**
     * What an assertion says of the person's groups.
     *
     * @param missing whether there are others, or may be
     */
    public record Groups(List<String> names, boolean missing) {}
}

package io.gatehouse.identity;

import java.util.Optional;

/**
 * What a person is in their organization beside what their identity provider says of them.
 *
 * @param member the id of their entry among the members
 * @param role that an admin has given them; empty: only what the mapping of claims gives
 */
public record Standing(String member, Optional<String> role) {}

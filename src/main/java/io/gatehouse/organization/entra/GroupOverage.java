package io.gatehouse.organization.entra;

/** What to do about a person whose groups are too many for a token, so that none of them came. */
public enum GroupOverage {
    /** They do not get in, and are told why. */
    REFUSE,
    /** They get the role that everybody has, and it is told why. */
    DEFAULT_ROLE,
    /** Microsoft Graph is asked for them, with the person's own rights; where it refuses, they do not get in. */
    GRAPH
}

package io.gatehouse.organization;

/** Whether an organization's members sign in. No value ever opens a members route to strangers. */
public enum Sso {
    /** Everybody signs in. */
    ENFORCED,
    /** Only the admins and the people named under {@code pilot:} get in. */
    PILOT,
    /** Nobody gets in; the organization's routes answer 403 with the reason. */
    OFF
}

package io.gatehouse.organization.provider;

/** How far signing out reaches. */
public enum SignOut {
    /** This organization's session here. */
    HERE,
    /** Also the sign-in at the identity provider (OpenID Connect RP-Initiated Logout 1.0). */
    IDENTITY_PROVIDER
}

package io.gatehouse.organization.provider;

/** Where the claim that roles are read from may stand. */
public enum ClaimsFrom {
    /** In the ID token, else in user info. */
    ID_TOKEN,
    /** Else in the access token too, which must then be a JWT that verifies as the ID token does. */
    ACCESS_TOKEN
}

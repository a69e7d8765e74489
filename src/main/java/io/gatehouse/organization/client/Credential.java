package io.gatehouse.organization.client;

/** What we prove ourselves with at the token endpoint. */
public enum Credential {
    /** A client secret, sent as the provider's metadata says ({@code client_secret_basic}, {@code client_secret_post}). */
    SECRET("client-secret"),
    /** A private key that signs an assertion ({@code private_key_jwt}, RFC 7523): nothing secret is ever sent. */
    PRIVATE_KEY("private-key");

    private final String key;

    Credential(String key) {
        this.key = key;
    }

    /** Under which key of an organization's file it stands. */
    public String key() {
        return key;
    }
}

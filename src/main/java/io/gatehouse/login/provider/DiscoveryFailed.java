package io.gatehouse.login.provider;

/** An identity provider that does not answer, or not as the organization's provider must; the message says which. */
public final class DiscoveryFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DiscoveryFailed(String message) {
        super(message, null, false, false);
    }

    /** One sentence: {@code address: found (expected: …)}. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}

package io.gatehouse.config.source;

/**
 * One mistake in the configuration, where it stands.
 *
 * @param file as the reader of the message would open it
 * @param line from 1; 0 when the mistake has no line
 * @param key dotted, such as {@code identity-provider.issuer}
 * @param message what was found and what was expected: {@code found (expected: …)}; never a secret
 */
public record ConfigProblem(String file, int line, String key, String message) {

    /** {@code file:line  key: found (expected: …)}. */
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + "  " + key + ": " + message;
    }
}

package io.gatehouse.settings;

import io.gatehouse.identity.Claims;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came of a real sign-in with a sign-on that is not live yet.
 *
 * @param fingerprint of the sign-on that was tested, secret and all
 * @param by whose trial it was: the key of the guest, not the person who signed in
 * @param at when it ended
 * @param person who signed in; empty when it failed
 * @param failure what did not work; empty when it passed
 * @param claims names of the claims that came, each with where it stood and its masked value
 * @param warnings what works and may still surprise
 * @param abilities what the identity provider can do beside signing in
 */
public record TestReport(
        String fingerprint,
        String by,
        Instant at,
        Optional<Claims> person,
        Optional<Failure> failure,
        List<Received> claims,
        List<String> warnings,
        List<String> abilities) {

    /**
     * Where it failed, and what to do about it.
     *
     * @param code stable, as in {@code docs/problems.md}
     * @param step in which it failed, in words
     * @param said the identity provider's own code, nothing secret
     * @param field to mend
     * @param advice in the words of the identity provider's own pages
     */
    public record Failure(String code, String step, String said, String field, String advice) {}

    /** One claim that came. */
    public record Received(String name, String masked) {}

    public TestReport {
        claims = List.copyOf(claims);
        warnings = List.copyOf(warnings);
        abilities = List.copyOf(abilities);
    }

    /** Of a sign-on, secret and all: two with the same one are the same. */
    public static String fingerprint(SignOn signOn) {
        return SettingsCodec.fingerprint(signOn);
    }

    public boolean passed() {
        return failure.isEmpty();
    }

    /** Whether exactly this sign-on was tested: one that has been edited since has not been. */
    public boolean isAbout(SignOn signOn) {
        return fingerprint.equals(SettingsCodec.fingerprint(signOn));
    }
}

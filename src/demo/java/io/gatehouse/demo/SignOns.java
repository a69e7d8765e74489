package io.gatehouse.demo;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers who is signed in at the identity provider, so that a browser is asked once. */
final class SignOns {

    private final Map<String, SignOn> byCookie = new ConcurrentHashMap<>();
    private final String cookieName;
    private final String cookiePath;

    /**
     * Cookies ignore ports: the name keeps the demo's providers apart, and the path keeps the cookie from being sent to
     * the gateway, which is on localhost too.
     */
    SignOns(String name, String authorizePath) {
        cookieName = "demo-idp-" + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        cookiePath = authorizePath;
    }

    Optional<SignOn> find(Call call) {
        return Optional.ofNullable(byCookie.get(call.cookie(cookieName)));
    }

    SignOn begin(DemoUser user) {
        return new SignOn(Digests.random(), user, Instant.now());
    }

    Answer remember(SignOn signOn, Answer answer) {
        String cookie = Digests.random();
        byCookie.put(cookie, signOn);
        return answer.with("Set-Cookie", setCookie(cookie));
    }

    void end(String sid) {
        byCookie.values().removeIf(signOn -> signOn.sid().equals(sid));
    }

    Answer forget(Answer answer) {
        return answer.with("Set-Cookie", setCookie("") + "; Max-Age=0");
    }

    private String setCookie(String value) {
        return cookieName + "=" + value + "; Path=" + cookiePath + "; HttpOnly; SameSite=Lax";
    }
}

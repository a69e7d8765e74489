package io.gatehouse.journey;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import io.gatehouse.journey.HostileProvider.Answer;
import io.gatehouse.journey.HostileProvider.Asked;
import io.gatehouse.journey.HostileProvider.Endpoint;
import java.net.URI;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What one organization's identity provider says: everything as the specifications have it, but for what a case changes. */
final class HostileScript {

    static final String CLIENT = "gatehouse";
    static final String SECRET = "a s3cret: with 100% of +&= in it, long";
    static final String ACCESS_TOKEN = "opaque-access-token";

    private final URI issuer;
    private final Map<String, String> nonces = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<Endpoint, UnaryOperator<Answer>> answers = new EnumMap<>(Endpoint.class);
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Object> userInfo = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> tokens = new HashMap<>();
    private List<JWK> keys = List.of(HostileToken.KEY);
    private Consumer<HostileToken> idToken = token -> {};
    private Consumer<Map<String, String>> response = parameters -> {};
    private final Map<String, String> people = new ConcurrentHashMap<>();
    private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();
    private final List<String> spent = new CopyOnWriteArrayList<>();
    private volatile String person = "alice";
    private volatile boolean refreshes;
    private volatile String silently = "";

    HostileScript(URI issuer) {
        this.issuer = issuer;
        metadata.put("issuer", issuer.toString());
        metadata.put("authorization_endpoint", at(Endpoint.AUTHORIZE));
        metadata.put("token_endpoint", at(Endpoint.TOKEN));
        metadata.put("jwks_uri", at(Endpoint.KEYS));
        metadata.put("end_session_endpoint", at(Endpoint.END_SESSION));
        metadata.put("authorization_response_iss_parameter_supported", true);
    }

    /** Changes each ID token before it is signed. */
    HostileScript idToken(Consumer<HostileToken> change) {
        idToken = idToken.andThen(change);
        return this;
    }

    HostileScript claim(String name, @Nullable Object value) {
        return idToken(token -> token.claim(name, value));
    }

    HostileScript header(String name, @Nullable Object value) {
        return idToken(token -> token.header(name, value));
    }

    HostileScript signedWith(String algorithm, HostileToken.Signer signer) {
        return idToken(token -> token.header("alg", algorithm).signedWith(signer));
    }

    /** Who signs in from now on. */
    HostileScript person(String subject) {
        person = subject;
        return this;
    }

    /** From now on hands out refresh tokens, each good for one use: whoever uses one again has all of that sign-in's revoked. */
    HostileScript refreshes() {
        refreshes = true;
        return this;
    }

    /** From now on who comes without wanting to be asked goes back with this error. */
    HostileScript silently(String error) {
        silently = error;
        return this;
    }

    HostileScript keys(JWK... published) {
        keys = List.of(published);
        return this;
    }

    /** A member of the discovery document. */
    HostileScript metadata(String name, Object value) {
        metadata.put(name, value);
        return this;
    }

    /** A member of the token answer; null to leave it out. */
    HostileScript tokenAnswer(String name, @Nullable Object value) {
        tokens.put(name, value);
        return this;
    }

    /** Offers user info, with these claims; asked when the ID token has no address. */
    HostileScript userInfo(Map<String, ?> claims) {
        userInfo.putAll(claims);
        metadata.put("userinfo_endpoint", at(Endpoint.USER_INFO));
        return claim("email", null);
    }

    /** Changes what the browser brings back. */
    HostileScript response(Consumer<Map<String, String>> change) {
        response = change;
        return this;
    }

    /** Changes an answer on its way out. */
    HostileScript answers(Endpoint endpoint, UnaryOperator<Answer> change) {
        answers.put(endpoint, change);
        return this;
    }

    HostileScript answers(Endpoint endpoint, Answer instead) {
        return answers(endpoint, usual -> instead);
    }

    String at(Endpoint endpoint) {
        return issuer + endpoint.path;
    }

    List<Asked> asked(Endpoint endpoint) {
        return asked.stream().filter(one -> one.endpoint() == endpoint).toList();
    }

    Answer answer(Asked request) {
        asked.add(request);
        Answer usual =
                switch (request.endpoint()) {
                    case DISCOVERY -> Answer.json(metadata);
                    case KEYS ->
                        Answer.json(Map.of(
                                "keys",
                                keys.stream().map(HostileScript::published).toList()));
                    case AUTHORIZE -> authorize(request.parameters());
                    case TOKEN -> tokens(request.parameters());
                    case USER_INFO, ELSEWHERE -> Answer.json(userInfo);
                    case END_SESSION ->
                        Answer.redirect(302, request.parameters().get("post_logout_redirect_uri"));
                };
        return answers.getOrDefault(request.endpoint(), same -> same).apply(usual);
    }

    /** A symmetric key has no public half: who publishes it, publishes it. */
    private static Map<String, Object> published(JWK key) {
        return key instanceof OctetSequenceKey
                ? key.toJSONObject()
                : key.toPublicJWK().toJSONObject();
    }

    /** Nobody is asked who they are: the person is signed in here. */
    private Answer authorize(Map<String, String> request) {
        String code = UUID.randomUUID().toString();
        nonces.put(code, request.getOrDefault("nonce", ""));
        people.put(code, person);
        Map<String, String> parameters = new LinkedHashMap<>();
        if (request.getOrDefault("prompt", "").equals("none") && !silently.isEmpty()) {
            parameters.put("error", silently);
        } else {
            parameters.put("code", code);
        }
        parameters.put("state", request.getOrDefault("state", ""));
        parameters.put("iss", issuer.toString());
        response.accept(parameters);
        return Answer.redirect(302, request.get("redirect_uri") + "?" + HostileProvider.query(parameters));
    }

    private Answer tokens(Map<String, String> request) {
        if (request.getOrDefault("grant_type", "").equals("refresh_token")) {
            return refreshed(request.getOrDefault("refresh_token", ""));
        }
        String code = request.getOrDefault("code", "");
        String nonce = nonces.remove(code);
        if (nonce == null) {
            return Answer.text(400, "application/json", "{\"error\":\"invalid_grant\"}");
        }
        HostileToken token = token(people.get(code)).claim("nonce", nonce).claim("c_hash", HostileToken.halfHash(code));
        return answer(token, people.get(code));
    }

    private Answer refreshed(String refreshToken) {
        String subject = refreshTokens.remove(refreshToken);
        if (subject == null) {
            boolean again = spent.contains(refreshToken);
            refreshTokens.values().removeIf(known -> again);
            return Answer.text(400, "application/json", "{\"error\":\"invalid_grant\"}");
        }
        spent.add(refreshToken);
        return answer(token(subject), subject);
    }

    private HostileToken token(String subject) {
        return new HostileToken()
                .claim("iss", issuer.toString())
                .claim("sub", subject)
                .claim("aud", CLIENT)
                .claim("email", "alice@acme.com")
                .claim("groups", List.of("engineering"))
                .claim("iat", Instant.now().getEpochSecond())
                .claim("exp", Instant.now().getEpochSecond() + 300)
                .claim("at_hash", HostileToken.halfHash(ACCESS_TOKEN));
    }

    private Answer answer(HostileToken token, String subject) {
        idToken.accept(token);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("access_token", ACCESS_TOKEN);
        answer.put("token_type", "Bearer");
        answer.put("expires_in", 300);
        answer.put("id_token", token.serialize());
        if (refreshes) {
            String refreshToken = UUID.randomUUID().toString();
            refreshTokens.put(refreshToken, subject);
            answer.put("refresh_token", refreshToken);
        }
        answer.putAll(tokens);
        answer.values().removeIf(value -> value == null);
        return Answer.json(answer);
    }
}

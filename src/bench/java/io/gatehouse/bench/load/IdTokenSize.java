package io.gatehouse.bench.load;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.gatehouse.bench.peer.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many bytes of tokens a gateway is given at a sign-in: asks for the same once more, with a key of its own to the
 * code, and measures what comes.
 */
public final class IdTokenSize {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    private IdTokenSize() {}

    /** @param asked what the gateway sent a stranger to the identity provider with */
    public static int bytes(Surroundings around, URI asked, String username) {
        CodeVerifier verifier = new CodeVerifier();
        String challenge =
                CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue();
        URI authorize = UriComponentsBuilder.fromUri(asked)
                .replaceQueryParam("code_challenge", challenge)
                .build(true)
                .toUri();
        URI back = URI.create(post(authorize, Map.of("username", username))
                .headers()
                .firstValue("Location")
                .orElseThrow());
        String body = post(
                        around.issuer().resolve("/token"),
                        Map.of(
                                "grant_type", "authorization_code",
                                "code", parameter(back, "code"),
                                "redirect_uri", back.toString().replaceAll("\\?.*", ""),
                                "code_verifier", verifier.getValue(),
                                "client_id", around.clientId(),
                                "client_secret", around.clientSecret().reveal()))
                .body();
        JsonNode tokens = new JsonMapper().readTree(body);
        return tokens.path("id_token").asString("").length()
                + tokens.path("refresh_token").asString("").length();
    }

    private static String parameter(URI address, String name) {
        return Objects.requireNonNull(
                UriComponentsBuilder.fromUri(address).build().getQueryParams().getFirst(name));
    }

    private static HttpResponse<String> post(URI address, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
    }
}

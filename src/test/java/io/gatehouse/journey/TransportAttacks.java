package io.gatehouse.journey;

import static io.gatehouse.journey.HostileProviderJourney.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileProvider.Answer;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HostileWorld.Case;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an identity provider could answer instead of what it was asked for: elsewhere, endlessly, ambiguously, or somebody else's. */
abstract class TransportAttacks {

    private static final Set<String> PAGES = Set.of(Problem.SIGN_IN_FAILED.title(), Problem.PROVIDER_AWAY.title());

    final Case sign = WORLD.next();

    @ParameterizedTest
    @Proves({"CVE-2026-41715", "CVE-2025-22227"})
    @EnumSource(names = {"DISCOVERY", "TOKEN", "KEYS", "USER_INFO"})
    void aRedirectIsNeitherFollowedNorReadWhateverItsBodySays(Endpoint endpoint) {
        for (int status : List.of(302, 307)) {
            Case other = WORLD.next();
            other.provider.userInfo(Map.of("sub", "alice", "email", "alice@acme.com"));
            other.provider.answers(
                    endpoint, usual -> with(status, usual.redirecting(other.provider.at(Endpoint.ELSEWHERE))));

            isRefused(other);
            assertThat(other.asked(Endpoint.ELSEWHERE))
                    .as(endpoint + " " + status)
                    .isZero();
        }
    }

    @Test
    @Proves({
        "oidcc-client-test-discovery-issuer-mismatch",
        "fapi2-security-profile-final-client-test-discovery-issuer-mismatch"
    })
    void metadataThatNamesAnotherIssuerEndsAtThisOrganizationOnly() {
        sign.provider.metadata("issuer", "https://evil.example");

        Page page = sign.signIn();

        assertThat(page.body()).contains("GH-4110");
        sign.hasNobody();
        WORLD.next().isAccepted();
    }

    @Test
    @Proves({"oidcc-client-test-discovery-openid-config", "oidcc-client-test-discovery-jwks-uri-keys"})
    void endpointsAreTakenFromTheMetadata() {
        sign.provider.metadata(
                "token_endpoint", sign.provider.at(Endpoint.TOKEN).replace("/token", "/here/token"));

        sign.isAccepted();

        assertThat(sign.asked(Endpoint.DISCOVERY)).isEqualTo(1);
    }

    @Test
    @Proves({"SEC-74", "SEC-76"})
    void answersWithoutAnEndAreNotReadToTheEnd() {
        String padding = "x".repeat(8 << 20);
        for (Endpoint endpoint : List.of(Endpoint.DISCOVERY, Endpoint.TOKEN, Endpoint.KEYS, Endpoint.USER_INFO)) {
            Case other = WORLD.next();
            other.provider.userInfo(Map.of("sub", "alice", "email", "alice@acme.com"));
            other.provider.answers(
                    endpoint,
                    usual -> Answer.text(
                            200,
                            "application/json",
                            "{\"padding\":\"" + padding + "\","
                                    + new String(usual.body(), StandardCharsets.UTF_8).substring(1)));

            isRefused(other);
        }
    }

    @Test
    @Proves("SEC-74")
    void answersThatAreNestedTenThousandDeepAreRefused() {
        String deep = "{\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + ",";
        for (Endpoint endpoint : List.of(Endpoint.DISCOVERY, Endpoint.TOKEN, Endpoint.USER_INFO)) {
            Case other = WORLD.next();
            other.provider.userInfo(Map.of("sub", "alice", "email", "alice@acme.com"));
            other.provider.answers(endpoint, usual -> beginning(deep, usual));

            isRefused(other);
        }
    }

    @Test
    @Proves("SEC-74")
    void whatIsCompressedIsNotUnpacked() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[4 << 20]);
        }
        sign.provider.answers(
                Endpoint.TOKEN,
                new Answer(
                        200,
                        Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"),
                        bomb.toByteArray()));

        isRefused(sign);
    }

    @Test
    @Proves("SEC-duplicate-keys")
    void anAnswerWithAMemberTwiceIsRefused() {
        for (Map.Entry<Endpoint, String> twice : Map.of(
                        Endpoint.DISCOVERY, "{\"issuer\":\"https://evil.example\",",
                        Endpoint.TOKEN, "{\"id_token\":\"x\",",
                        Endpoint.KEYS, "{\"keys\":[],",
                        Endpoint.USER_INFO, "{\"sub\":\"root\",")
                .entrySet()) {
            Case other = WORLD.next();
            other.provider.userInfo(Map.of("sub", "alice", "email", "alice@acme.com"));
            other.provider.answers(twice.getKey(), usual -> beginning(twice.getValue(), usual));

            isRefused(other);
        }
    }

    @Test
    @Proves("RFC-6749-5.1")
    void tokensThatComeWithAnErrorsStatusAreRefused() {
        for (int status : List.of(400, 401, 500)) {
            Case other = WORLD.next();
            other.provider.answers(Endpoint.TOKEN, usual -> with(status, usual));

            other.isRefused(Problem.SIGN_IN_FAILED, "token endpoint: tokens with status " + status);
        }
    }

    @Test
    @Proves("RFC-6749-5.1")
    void aTokenAnswerThatIsNoneEndsInAPage() {
        for (String answer :
                List.of("", "[]", "null", "\"x\"", "{}", "<html>", "{\"id_token\":null}", "{\"error\":1}")) {
            Case other = WORLD.next();
            other.provider.answers(Endpoint.TOKEN, Answer.text(200, "application/json", answer));

            isRefused(other);
        }
    }

    @Test
    @Proves("RFC-6749-5.1")
    void oddMembersOfTheTokenAnswerEndInAPage() {
        for (Map.Entry<String, Object> odd : List.<Map.Entry<String, Object>>of(
                Map.entry("id_token", ""),
                Map.entry("id_token", List.of("x")),
                Map.entry("id_token", Map.of("x", 1)),
                Map.entry("id_token", 1),
                Map.entry("access_token", ""),
                Map.entry("access_token", 1),
                Map.entry("token_type", "DPoP"),
                Map.entry("token_type", "mac"),
                Map.entry("expires_in", Long.MAX_VALUE))) {
            Case other = WORLD.next();
            other.provider.tokenAnswer(odd.getKey(), odd.getValue());

            isRefused(other);
        }
    }

    @Test
    @Proves({
        "fapi2-security-profile-final-client-test-token-type-case-insensitivity",
        "fapi2-security-profile-final-client-test-no-expires-in",
        "SEC-50"
    })
    void aTokenAnswerMayBeWrittenInAnyCaseAndLeaveOutWhatNobodyReads() {
        for (String type : List.of("bearer", "BEARER", "bEaReR")) {
            Case other = WORLD.next();
            other.provider.tokenAnswer("token_type", type);
            other.isAccepted();
        }
        sign.provider.tokenAnswer("expires_in", null).tokenAnswer("scope", "");
        sign.isAccepted();
    }

    @Test
    @Proves("oidcc-client-test-client-secret-basic")
    void idAndSecretAreEncodedBeforeTheyAreJoined() {
        sign.isAccepted();

        String authorization =
                sign.provider.asked(Endpoint.TOKEN).get(0).headers().get("Authorization");
        assertThat(new String(Base64.getDecoder().decode(authorization.replace("Basic ", "")), StandardCharsets.UTF_8))
                .isEqualTo("gatehouse:a+s3cret%3A+with+100%25+of+%2B%26%3D+in+it%2C+long");
    }

    @Test
    @Proves("oidcc-client-test-client-secret-post")
    void theSecretIsInTheBodyWhereTheProviderTakesItThereOnly() {
        sign.provider.metadata("token_endpoint_auth_methods_supported", List.of("client_secret_post"));

        sign.isAccepted();

        assertThat(sign.provider.asked(Endpoint.TOKEN).get(0).parameters())
                .containsEntry("client_secret", HostileScript.SECRET);
    }

    @Test
    @Proves("oidcc-client-test-userinfo-bearer-header")
    void theAccessTokenGoesToUserInfoInAHeader() {
        sign.provider.userInfo(Map.of("sub", "alice", "email", "alice@acme.com"));

        sign.isAccepted();

        assertThat(sign.provider.asked(Endpoint.USER_INFO)).singleElement().satisfies(asked -> {
            assertThat(asked.headers()).containsEntry("Authorization", "Bearer " + HostileScript.ACCESS_TOKEN);
            assertThat(asked.parameters()).isEmpty();
        });
        assertThat(sign.told("X-Forwarded-Email")).containsExactly("alice@acme.com");
    }

    @Test
    @Proves("oidcc-client-test-userinfo-invalid-sub")
    void userInfoOfSomebodyElseRefusesTheWholeSignIn() {
        sign.provider.userInfo(Map.of("sub", "bob", "email", "boss@acme.com", "email_verified", true));
        sign.isRefused(Problem.SIGN_IN_FAILED, "user info: invalid_user_info_response");

        Case other = WORLD.next();
        other.provider.userInfo(Map.of("email", "boss@acme.com", "email_verified", true));
        other.isRefused(Problem.SIGN_IN_FAILED, "user info:");
    }

    @Test
    @Proves("MAO-userinfo-array")
    void userInfoThatIsNoObjectRefusesTheWholeSignIn() {
        for (String answer : List.of("[]", "[{\"sub\":\"alice\"}]", "null", "\"alice\"", "1", "<html>", "{", "")) {
            Case other = WORLD.next();
            other.provider.userInfo(Map.of("sub", "alice"));
            other.provider.answers(Endpoint.USER_INFO, Answer.text(200, "application/json", answer));

            other.isRefused(Problem.SIGN_IN_FAILED, "user info:");
        }
    }

    @Test
    @Proves("OIDC-Core-5.3.3")
    void userInfoThatFailsRefusesTheWholeSignIn() {
        for (Answer answer : List.of(
                Answer.text(401, "application/json", ""),
                new Answer(401, Map.of("WWW-Authenticate", "\u0001;;;="), new byte[0]),
                Answer.text(403, "application/json", "[]"),
                Answer.text(500, "text/html", "<html>"))) {
            Case other = WORLD.next();
            other.provider.userInfo(Map.of("sub", "alice"));
            other.provider.answers(Endpoint.USER_INFO, answer);

            isRefused(other);
        }
    }

    @Test
    @Proves("oidcc-client-test-userinfo-signed")
    void userInfoThatIsSignedIsNotReadAsItIsNotAskedFor() {
        sign.provider.userInfo(Map.of("sub", "alice"));
        sign.provider.answers(Endpoint.USER_INFO, Answer.text(200, "application/jwt", new HostileToken().serialize()));

        isRefused(sign);
    }

    @Test
    @Proves("SEC-61")
    void userInfoVouchesOnlyForTheAddressItNames() {
        sign.provider.userInfo(Map.of("sub", "alice", "email", "alice@acme.com", "email_verified", true));
        sign.provider.claim("email", "boss@acme.com");
        sign.isAccepted();
        assertThat(sign.told("X-Forwarded-Roles")).containsExactly("member");

        Case other = WORLD.next();
        other.provider.userInfo(Map.of("sub", "alice", "email", "boss@acme.com", "email_verified", "true"));
        other.isAccepted();
        assertThat(other.told("X-Forwarded-Roles")).containsExactly("member");

        Case true_ = WORLD.next();
        true_.provider.userInfo(Map.of("sub", "alice", "email", "boss@acme.com", "email_verified", true));
        true_.isAccepted();
        assertThat(true_.told("X-Forwarded-Roles")).containsExactly("admin,member");
    }

    @Test
    @Proves("OIDC-Core-5.3.2")
    void userInfoDoesNotOverwriteWhatTheIdTokenSays() {
        Map<String, Object> claims = new LinkedHashMap<>(Map.of("sub", "alice", "iss", "https://evil.example"));
        claims.put("preferred_username", "root");
        claims.put("aud", "another");
        sign.provider.userInfo(claims).claim("preferred_username", "alice");

        sign.isAccepted();

        assertThat(sign.told("X-Forwarded-Preferred-Username")).containsExactly("alice");
    }

    private static void isRefused(Case refused) {
        Page page = refused.signIn();
        assertThat(PAGES).as(page.body()).anySatisfy(title -> assertThat(page.body())
                .contains(title));
        assertThat(page.status()).isIn(502, 503);
        refused.hasNobody();
        assertThat(refused.lines("sign-in: " + refused.organization)).isNotEmpty();
    }

    private static Answer with(int status, Answer answer) {
        return new Answer(status, answer.headers(), answer.body());
    }

    private static Answer beginning(String json, Answer usual) {
        return Answer.text(
                200, "application/json", json + new String(usual.body(), StandardCharsets.UTF_8).substring(1));
    }
}

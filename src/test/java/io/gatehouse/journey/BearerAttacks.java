package io.gatehouse.journey;

import static io.gatehouse.journey.BearerWorld.AUDIENCE;
import static io.gatehouse.journey.BearerWorld.PROXY_SECRET;
import static io.gatehouse.journey.BearerWorld.call;
import static io.gatehouse.journey.BearerWorld.gateway;
import static io.gatehouse.journey.BearerWorld.isRefused;
import static io.gatehouse.journey.BearerWorld.issuer;
import static io.gatehouse.journey.BearerWorld.provider;
import static io.gatehouse.journey.BearerWorld.seconds;
import static io.gatehouse.journey.BearerWorld.send;
import static io.gatehouse.journey.BearerWorld.token;
import static io.gatehouse.journey.BearerWorld.told;
import static io.gatehouse.journey.BearerWorld.upstream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.verify.VerifyRoom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everybody who brings something like a token: nothing is forwarded, and nobody is sent anywhere. */
abstract class BearerAttacks {

    static Stream<Arguments> badTokens() {
        return Stream.of(
                bad("of another organization", token -> token.claim("iss", issuer("globex"))),
                bad("for another application", token -> token.claim("aud", "api://other")),
                bad("for nobody", token -> token.claim("aud", null)),
                bad("for an audience that begins like ours", token -> token.claim("aud", AUDIENCE + "/x")),
                bad("expired", token -> token.claim("exp", seconds(-1))),
                bad("without an end", token -> token.claim("exp", null)),
                bad("whose end is no number", token -> token.claim("exp", "never")),
                bad("not valid yet", token -> token.claim("nbf", seconds(300))),
                bad("made in the future", token -> token.claim("iat", seconds(300))),
                bad("about nobody", token -> token.claim("sub", null)),
                bad("about a line break", token -> token.claim("sub", "alice\r\nX-Forwarded-User: root")),
                bad("signed by nobody", token -> token.header("alg", "none").signedWith(HostileToken.nobody())),
                bad("signed with the public key", token -> token.header("alg", "HS256")
                        .signedWith(HostileToken.hs256(publicKey()))),
                bad("signed by another key", token -> token.signedWith(HostileToken.rs256(HostileToken.OTHER_KEY))),
                bad("nearly signed", token -> token.signedWith(HostileToken.nearly(HostileToken.KEY))),
                bad("with a critical extension", token -> token.header("crit", List.of("b64"))),
                bad("of another kind", token -> token.header("typ", "logout+jwt")),
                bad("an ID token", token -> token.header("typ", "JWT").claim("aud", HostileScript.CLIENT)),
                bad("an ID token for us and another", token -> token.header("typ", "JWT")
                        .claim("aud", List.of(AUDIENCE, HostileScript.CLIENT))),
                bad("an ID token by its nonce", token -> token.claim("nonce", "n")),
                bad("an ID token by its hash", token -> token.claim("at_hash", "h")),
                bad(
                        "a logout token",
                        token -> token.claim(
                                "events", Map.of("http://schemas.openid.net/event/backchannel-logout", ""))),
                bad("Keycloak's refresh token", token -> token.header("typ", "JWT")
                        .claim("typ", "Refresh")),
                bad("bound to a key", token -> token.claim("cnf", Map.of("jkt", "x"))),
                bad("whose members stand twice", token -> token.claimsBeginning("{\"sub\":\"root\",")),
                bad("with more groups than anybody reads", token -> token.claim("groups", groups(2_500))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    @Proves("SEC-48")
    void aTokenThatDoesNotCountIsRefused(String name, UnaryOperator<HostileToken> change) {
        isRefused(call("/acme/portal/", change.apply(token("acme"))));
        isRefused(call("/acme/public/", change.apply(token("acme"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Bearer a b", "bearer\ta.b.c", "Bearer =="})
    @Proves("SEC-48")
    void whatIsNoTokenIsRefused(String authorization) {
        isRefused(send("/acme/portal/", authorization));
    }

    @Test
    @Proves("SEC-48")
    void aBadTokenIsNeverTheGoodCookieBesideIt() {
        HttpBrowser alice = new HttpBrowser();
        assertThat(alice.open(gateway.url("/acme/portal/")).status()).isEqualTo(200);
        upstream.clear();

        isRefused(alice.send(
                gateway.url("/acme/portal/"), request -> request.header("Authorization", "Bearer no.good.token")));
        Page page = alice.send(
                gateway.url("/acme/portal/"),
                request -> request.header(
                        "Authorization",
                        "Bearer " + token("acme").claim("sub", "robot").serialize()));

        assertThat(page.status()).isEqualTo(200);
        assertThat(told("X-Forwarded-User")).as("the token's, not the cookie's").containsExactly("acme:robot");
        assertThat(alice.fetch(gateway.url("/acme/portal/")).status())
                .as("the cookie alone")
                .isEqualTo(200);
    }

    @Test
    @Proves("SEC-48")
    void twoTokensAreRefusedWhicheverIsGood() {
        String good = "Bearer " + token("acme").serialize();
        for (List<String> lines :
                List.of(List.of(good, good), List.of(good, "Basic eDp5"), List.of("Basic eDp5", good))) {
            String answer = raw("Authorization: " + lines.get(0) + "\r\nAuthorization: " + lines.get(1));

            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("error=\"invalid_request\"");
        }
        assertThat(raw("Authorization: " + good + ", " + good)).startsWith("HTTP/1.1 401 ");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    @Proves("SEC-48")
    void lineBreaksAndLongTokensLetNobodyIn() {
        assertThat(raw("Authorization: Bearer x\r\n " + token("acme").serialize()))
                .startsWith("HTTP/1.1 401 ");
        assertThat(raw("Authorization: Bearer x\rX-Forwarded-User: root")).doesNotStartWith("HTTP/1.1 200");
        String padded = token("acme").claim("x", "y".repeat(64 * 1024)).serialize();
        assertThat(raw("Authorization: Bearer " + padded)).matches("(?s)HTTP/1.1 4(13|31|00) .*");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aPersonsPageIsNoWayAroundEither() {
        Page page = new HttpBrowser()
                .send(gateway.url("/acme/portal/"), request -> request.header("Accept", "text/html")
                        .header("Sec-Fetch-Mode", "navigate")
                        .header("Authorization", "Bearer no.good.token"));

        isRefused(page);
    }

    @Test
    @Proves("SEC-75")
    void keysThatNobodyKnowsHaveTheProviderAskedOnce() {
        call("/flood/portal/", token("flood"));
        int before = provider.script("flood").asked(Endpoint.KEYS).size();

        for (int i = 0; i < 60; i++) {
            isRefused(call(
                    "/flood/portal/",
                    token("flood").header("kid", UUID.randomUUID().toString())));
        }

        assertThat(provider.script("flood").asked(Endpoint.KEYS)).hasSizeLessThanOrEqualTo(before + 1);
        assertThat(call("/flood/portal/", token("flood")).status()).isEqualTo(200);
    }

    private static Arguments bad(String name, UnaryOperator<HostileToken> change) {
        return arguments(name, change);
    }

    private static List<String> groups(int count) {
        return Stream.iterate(0, i -> i + 1).limit(count).map(i -> "g" + i).toList();
    }

    private static byte[] publicKey() {
        try {
            return HostileToken.KEY.toPublicKey().getEncoded();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String raw(String headers) {
        return RawHttp.exchange(
                gateway.port(),
                "GET /acme/portal/ HTTP/1.1\r\nHost: localhost:" + gateway.port() + "\r\n" + headers + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"preferred_username", "name"})
    void nobodysNameIsLongerThanTheBudget(String claim) {
        call("/acme/portal/x", token("acme").claim(claim, "\u0645".repeat(1500)));

        int total = upstream.last().headers().entrySet().stream()
                .filter(line -> line.getKey().toLowerCase(Locale.ROOT).matches("x-(forwarded|gatehouse)-.*"))
                .mapToInt(line ->
                        line.getKey().length() + 4 + line.getValue().get(0).length())
                .sum();
        assertThat(total).isLessThan(6 * 1024);
    }

    @Test
    void nobodyChoosesByTheirNameWhatIsNotSaidOfThem() {
        call("/acme/small/x", token("acme").claim("denied", "all").claim("preferred_username", "u".repeat(900)));

        assertThat(told("X-Denied")).containsExactly("all");
    }

    /** What the gateway has read ends with it; what it has not is the upstream's. */
    @Test
    void anotherProxyIsToldToHandOnNoTokenThatTheGatewayHasRead() {
        String token = "Bearer " + token("acme").serialize();

        assertThat(asked("/acme/elsewhere/x", token).header("X-Forwarded-User")).contains("acme:alice");
        assertThat(asked("/acme/elsewhere/x", token).header("Authorization")).contains("");
    }

    private static Page asked(String path, String authorization) {
        return new HttpBrowser().send(gateway.url("/organizations/acme/verify"), request -> request.header(
                        VerifyRoom.SECRET, PROXY_SECRET)
                .header("X-Forwarded-Method", "GET")
                .header("X-Forwarded-Host", gateway.uri().getAuthority())
                .header("X-Forwarded-Uri", path)
                .header("Authorization", authorization));
    }
}

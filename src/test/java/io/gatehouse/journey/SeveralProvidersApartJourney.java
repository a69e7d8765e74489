package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one of an organization's identity providers says is of its own people, whatever names they share with another's. */
@Tag("once")
class SeveralProvidersApartJourney {

    private static final String AUDIENCE = "api://portal";

    @TempDir
    static Path config;

    static HostileProvider provider;
    static TestUpstream upstream;
    static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        provider = HostileProvider.start();
        upstream = TestUpstream.start();
        provider.script("partners")
                .header("kid", "other")
                .keys(HostileToken.OTHER_KEY)
                .signedWith("RS256", HostileToken.rs256(HostileToken.OTHER_KEY));
        Files.writeString(config.resolve("gateway.yaml"), "gateway: {}\n");
        Files.writeString(config.resolve("routes.yaml"), """
                routes:
                  portal:
                    path: /{organization}/portal/**
                    upstream: %s
                    bearer: {audience: %s}
                """.formatted(upstream.uri(), AUDIENCE));
        Files.writeString(config.resolve("organizations.yaml"), """
                acme:
                  identity-providers:
                    staff:
                      {issuer: "%1$s", client-id: "%3$s", client-secret: "%4$s", user: plain,
                       roles: {grant: {admin: [platform-team]}}}
                    partners: {issuer: "%2$s", client-id: "%3$s", client-secret: "%4$s"}
                """.formatted(
                        issuer("staff"), issuer("partners"), HostileScript.CLIENT, HostileScript.SECRET));
        int port = RedisServer.freePort();
        gateway = RunningGateway.start(config, port, port);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
        provider.close();
    }

    @Test
    void aTokenIsLookedAtByTheProviderThatItNames() {
        assertThat(call(token("staff")).status()).isEqualTo(200);
        assertThat(told("X-Forwarded-User")).containsExactly("acme:alice");
        assertThat(told("X-Forwarded-Roles")).containsExactly("admin");

        assertThat(call(ofPartners(token("partners"))).status()).isEqualTo(200);
        assertThat(told("X-Forwarded-User")).containsExactly("acme:partners:alice");
        assertThat(told("X-Forwarded-Roles")).containsExactly("member");
    }

    @Test
    @Proves("SEC-several-providers-tokens")
    void aProviderSpeaksForNobodyOfTheOthers() {
        assertThat(call(ofPartners(token("staff"))).status()).isEqualTo(401);
        assertThat(call(token("partners")).status()).isEqualTo(401);
        assertThat(call(token("nobody")).status()).isEqualTo(401);
    }

    @Test
    @Proves("SEC-several-providers-tokens")
    void aLogoutTokenEndsWhatBeganAtItsOwnProviderAlone() {
        HttpBrowser staff = signedIn("staff", "one");
        HttpBrowser partners = signedIn("partners", "one");

        Page forged = logOut(ofPartners(ProviderLogout.token(issuer("staff"), "one")));
        assertThat(forged.status()).isEqualTo(400);
        assertThat(asked(staff)).isEqualTo(200);

        assertThat(logOut(ofPartners(ProviderLogout.token(issuer("partners"), "one")))
                        .status())
                .isEqualTo(200);
        assertThat(asked(partners)).isEqualTo(401);
        assertThat(asked(staff)).isEqualTo(200);
    }

    @Test
    @Proves("SEC-several-providers-tokens")
    void aFrameEndsWhatBeganAtTheProviderThatItNamesAlone() {
        HttpBrowser staff = signedIn("staff", "two");
        HttpBrowser partners = signedIn("partners", "two");

        Page frame = new HttpBrowser()
                .get(gateway.url("/organizations/acme/oidc/frontchannel-logout?sid=two&iss=" + issuer("staff")));

        assertThat(frame.status()).isEqualTo(200);
        assertThat(asked(staff)).isEqualTo(401);
        assertThat(asked(partners)).isEqualTo(200);
    }

    /** @param sid the session's name at the provider; one that has ended is not used again */
    private static HttpBrowser signedIn(String name, String sid) {
        provider.script(name).claim("sid", sid);
        HttpBrowser browser = new HttpBrowser();
        assertThat(browser.open(gateway.url("/organizations/acme/oidc/login?provider=" + name))
                        .status())
                .as(name)
                .isEqualTo(200);
        return browser;
    }

    private static int asked(HttpBrowser browser) {
        return browser.fetch(gateway.url("/acme/portal/")).status();
    }

    private static Page logOut(HostileToken token) {
        return ProviderLogout.send(gateway.uri().toString(), "acme", token);
    }

    private static HostileToken ofPartners(HostileToken token) {
        return token.header("kid", "other").signedWith(HostileToken.rs256(HostileToken.OTHER_KEY));
    }

    private static HostileToken token(String name) {
        long now = Instant.now().getEpochSecond();
        return new HostileToken()
                .header("typ", "at+jwt")
                .claim("iss", issuer(name).toString())
                .claim("sub", "alice")
                .claim("aud", AUDIENCE)
                .claim("groups", List.of("platform-team"))
                .claim("iat", now)
                .claim("exp", now + 300);
    }

    private static Page call(HostileToken token) {
        return new HttpBrowser()
                .send(
                        gateway.url("/acme/portal/"),
                        request -> request.header("Authorization", "Bearer " + token.serialize()));
    }

    private static List<String> told(String header) {
        return upstream.last().header(header);
    }

    private static URI issuer(String name) {
        return provider.issuer(name);
    }
}

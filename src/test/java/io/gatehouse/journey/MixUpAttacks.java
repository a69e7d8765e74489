package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileProvider.Answer;
import io.gatehouse.journey.HostileProvider.Asked;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever runs one of an organization's identity providers sends its visitors on to another one, to get at the code that this
 * one answers with (RFC 9700 §4.4). Neither says in its answers who it is, as most do not.
 */
@Tag("once")
class MixUpAttacks {

    @TempDir
    static Path config;

    static HostileProvider provider;
    static TestUpstream upstream;
    static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        provider = HostileProvider.start();
        upstream = TestUpstream.start();
        for (String name : List.of("staff", "partners")) {
            provider.script(name)
                    .metadata("authorization_response_iss_parameter_supported", false)
                    .response(parameters -> parameters.remove("iss"));
        }
        Files.writeString(config.resolve("gateway.yaml"), "gateway: {}\n");
        Files.writeString(config.resolve("routes.yaml"), """
                routes:
                  portal: {path: "/{organization}/portal/**", upstream: "%s"}
                """.formatted(upstream.uri()));
        Files.writeString(config.resolve("organizations.yaml"), """
                acme:
                  identity-providers:
                    staff: {issuer: "%1$s", client-id: "%3$s", client-secret: "%4$s", user: plain}
                    partners: {issuer: "%2$s", client-id: "%3$s", client-secret: "%4$s"}
                """.formatted(
                provider.issuer("staff"), provider.issuer("partners"), HostileScript.CLIENT, HostileScript.SECRET));
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
    @Proves("SEC-several-providers-mix-up")
    void aProviderThatSendsItsVisitorsOnToAnotherGetsNoCodeOfTheirs() {
        HttpBrowser mallory = new HttpBrowser();
        Map<String, String> hers = asked(mallory.get(signIn("staff")));
        provider.script("partners").answers(Endpoint.AUTHORIZE, usual -> sentOn(hers));

        HttpBrowser victim = new HttpBrowser();
        Page refused = victim.open(signIn("partners"));

        List<Asked> stolen = provider.script("partners").asked(Endpoint.TOKEN);
        if (!stolen.isEmpty()) {
            mallory.open(gateway.url("/organizations/acme/oidc/consume?code="
                    + stolen.get(0).parameters().get("code") + "&state=" + hers.get("state")));
        }
        assertThat(mallory.fetch(gateway.url("/organizations/acme/whoami")).status())
                .as("the victim's sign-in in another browser")
                .isEqualTo(401);
        assertThat(stolen).as("codes of the other's").isEmpty();
        assertThat(refused.status()).isEqualTo(400);
    }

    /** With her own challenge and nonce, so that the code is good in her browser, and with the visitor's state. */
    private static Answer sentOn(Map<String, String> hers) {
        List<Asked> visits = provider.script("partners").asked(Endpoint.AUTHORIZE);
        Map<String, String> request = new LinkedHashMap<>(hers);
        request.put("state", visits.get(visits.size() - 1).parameters().get("state"));
        return Answer.redirect(
                302, provider.script("staff").at(Endpoint.AUTHORIZE) + "?" + HostileProvider.query(request));
    }

    private static Map<String, String> asked(Page sent) {
        return HostileProvider.form(
                URI.create(sent.header("Location").orElseThrow()).getRawQuery());
    }

    private static String signIn(String name) {
        return gateway.url("/organizations/acme/oidc/login?provider=" + name);
    }
}

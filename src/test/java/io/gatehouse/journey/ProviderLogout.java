package io.gatehouse.journey;

import io.gatehouse.journey.HttpBrowser.Page;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** What an identity provider sends to a gateway when a session of its own has ended. */
final class ProviderLogout {

    static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    private ProviderLogout() {}

    /** As it should be, of alice's session {@code sid}. */
    static HostileToken token(URI issuer, String sid) {
        return new HostileToken()
                .header("typ", "logout+jwt")
                .claim("iss", issuer.toString())
                .claim("aud", HostileScript.CLIENT)
                .claim("iat", Instant.now().getEpochSecond())
                .claim("exp", Instant.now().getEpochSecond() + 120)
                .claim("jti", UUID.randomUUID().toString())
                .claim("sub", "alice")
                .claim("sid", sid)
                .claim("events", Map.of(EVENT, Map.of()));
    }

    static Page send(String gateway, String organization, HostileToken token) {
        return sendForm(gateway, organization, "logout_token=" + token.serialize());
    }

    /** Without a cookie: a provider is no browser. */
    static Page sendForm(String gateway, String organization, String form) {
        return new HttpBrowser()
                .send(gateway + "/organizations/" + organization + "/oidc/backchannel-logout", request -> request.POST(
                                BodyPublishers.ofString(form))
                        .header("Content-Type", "application/x-www-form-urlencoded"));
    }
}

package io.gatehouse.bench.peer;

import io.gatehouse.bench.machine.Program;
import io.gatehouse.bench.spring.PlainApplication;

/** The textbook application with the same libraries as Gatehouse: the yardstick. */
public final class PlainSpring implements Peer {

    private static final String PROPERTIES = """
            spring.security.oauth2.client.registration.idp.client-id=%s
            spring.security.oauth2.client.registration.idp.client-secret=%s
            spring.security.oauth2.client.registration.idp.scope=openid,profile,email
            spring.security.oauth2.client.provider.idp.issuer-uri=%s
            spring.data.redis.url=%s
            # Otherwise the gateway removes X-Forwarded-User, too.
            spring.cloud.gateway.server.webflux.trusted-proxies=127\\\\.0\\\\.0\\\\.1
            """;

    @Override
    public String name() {
        return PlainApplication.COMMAND;
    }

    @Override
    public String description() {
        return "Spring Cloud Gateway " + BareGateway.version()
                + ", Spring Security's `oauth2Login`, Spring Session in Redis, Boot's settings, without metrics";
    }

    @Override
    public boolean warmsUpSlowly() {
        return true;
    }

    @Override
    public Program start(Surroundings around, Place place) {
        String more = PROPERTIES.formatted(
                around.clientId(),
                around.clientSecret().reveal(),
                around.issuer(),
                around.redis().url(place.database()));
        return SpringProgram.start(name(), around, place, more);
    }
}

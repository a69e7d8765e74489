package io.gatehouse.bench.peer;

import io.gatehouse.bench.machine.Program;
import io.gatehouse.bench.machine.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** oauth2-proxy with its logs off, since the others write none a request either. */
public record OAuth2Proxy(Store store) implements Peer {

    /** Where it keeps sessions. */
    public enum Store {
        COOKIE,
        REDIS
    }

    private static final String CONFIG = """
            http_address = "127.0.0.1:%d"
            upstreams = ["%s/"]
            provider = "oidc"
            oidc_issuer_url = "%s"
            client_id = "%s"
            client_secret = "%s"
            scope = "openid profile email"
            code_challenge_method = "S256"
            redirect_url = "%s/oauth2/callback"
            skip_provider_button = true
            email_domains = ["*"]
            cookie_secret = "%s"
            cookie_secure = false
            request_logging = false
            auth_logging = false
            standard_logging = false
            """;

    @Override
    public String name() {
        return store == Store.REDIS ? "oauth2-proxy" : "oauth2-proxy-cookie";
    }

    @Override
    public String description() {
        return "oauth2-proxy " + Tool.OAUTH2_PROXY.version()
                + (store == Store.REDIS
                        ? ", sessions in Redis, logs off"
                        : ", sessions in cookies (`session_cookie_minimal`), logs off");
    }

    @Override
    public Optional<String> missing() {
        return Tool.OAUTH2_PROXY.missing();
    }

    @Override
    public boolean storesInRedis() {
        return store == Store.REDIS;
    }

    @Override
    public Program start(Surroundings around, Place place) {
        String config = CONFIG.formatted(
                place.port(),
                around.upstream().address(),
                around.issuer(),
                around.clientId(),
                around.clientSecret().reveal(),
                place.address(),
                Surroundings.randomHex(16));
        String sessions = store == Store.REDIS
                ? "session_store_type = \"redis\"\nredis_connection_url = \""
                        + around.redis().url(place.database()) + "\"\n"
                : "session_cookie_minimal = true\n";
        String file =
                place.folder().write("oauth2-proxy.cfg", config + sessions).toString();
        List<String> command = List.of(Tool.OAUTH2_PROXY.path(), "--config", file);
        return Program.start(name(), place.folder().path(), Map.of(), command);
    }
}

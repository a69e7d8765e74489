package io.gatehouse.bench.peer;

import io.gatehouse.bench.machine.Program;
import io.gatehouse.bench.machine.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Apache with mod_auth_openidc and its Redis cache. Of what its manual offers, the cheapest is chosen: event workers that
 * stay, and nothing passed on but what tells of the person.
 */
public record ModAuthOpenidc(Cache cache) implements Peer {

    /** Whether who reads Redis reads sessions. */
    public enum Cache {
        /** Its own default for Redis, and what Gatehouse does. */
        ENCRYPTED("On"),
        OPEN("Off");

        private final String encrypt;

        Cache(String encrypt) {
            this.encrypt = encrypt;
        }
    }

    private static final String CONFIG = """
            ServerName 127.0.0.1
            Listen 127.0.0.1:%1$d
            PidFile httpd.pid
            DefaultRuntimeDir .
            ErrorLog error.log
            LogLevel error
            StartServers 2
            ServerLimit 2
            ThreadsPerChild 64
            MaxRequestWorkers 128
            MinSpareThreads 64
            MaxSpareThreads 128
            KeepAlive On
            MaxKeepAliveRequests 0
            KeepAliveTimeout 60
            OIDCProviderMetadataURL %2$s/.well-known/openid-configuration
            OIDCClientID %3$s
            OIDCClientSecret %4$s
            OIDCRedirectURI %5$s/oidc/callback
            OIDCCryptoPassphrase %6$s
            OIDCScope "openid profile email"
            OIDCPKCEMethod S256
            OIDCRemoteUserClaim sub
            OIDCSessionType server-cache
            OIDCSessionInactivityTimeout 7200
            OIDCCacheType redis
            OIDCRedisCacheServer 127.0.0.1:%7$d
            OIDCRedisCacheDatabase %8$d
            OIDCCacheEncrypt %10$s
            OIDCPassIDTokenAs payload
            OIDCPassUserInfoAs claims
            ProxyPass /oidc/ !
            ProxyPass / %9$s/ keepalive=On
            <Location />
              AuthType openid-connect
              Require valid-user
              OIDCPassClaimsAs environment
              RequestHeader set X-Forwarded-User "expr=%%{REMOTE_USER}"
              RequestHeader set X-Forwarded-Email "%%{OIDC_CLAIM_email}e"
            </Location>
            """;

    @Override
    public String name() {
        return cache == Cache.ENCRYPTED ? "mod_auth_openidc" : "mod_auth_openidc-open";
    }

    @Override
    public String description() {
        return "mod_auth_openidc " + Tool.MOD_AUTH_OPENIDC.version() + " in Apache (event), sessions in Redis,"
                + " `OIDCCacheEncrypt " + cache.encrypt
                + "`, `OIDCPassClaimsAs environment`, `OIDCPassIDTokenAs payload`";
    }

    @Override
    public Optional<String> missing() {
        return Tool.APACHE.missing().or(Tool.MOD_AUTH_OPENIDC::missing);
    }

    @Override
    public Program start(Surroundings around, Place place) {
        String config = CONFIG.formatted(
                place.port(),
                around.issuer(),
                around.clientId(),
                around.clientSecret().reveal(),
                place.address(),
                Surroundings.randomHex(16),
                around.redis().port(),
                place.database(),
                around.upstream().address(),
                cache.encrypt);
        String file =
                place.folder().write("httpd.conf", modules() + user() + config).toString();
        List<String> command =
                List.of(Tool.APACHE.path(), "-d", place.folder().path().toString(), "-f", file, "-DFOREGROUND");
        return Program.start(name(), place.folder().path(), Map.of(), command);
    }

    private static String modules() {
        Path directory = Path.of(Tool.MOD_AUTH_OPENIDC.path()).resolveSibling("");
        return Stream.of("mpm_event", "authn_core", "authz_core", "authz_user", "headers", "proxy", "proxy_http")
                .map(module -> "LoadModule " + module + "_module " + directory.resolve("mod_" + module + ".so\n"))
                .collect(Collectors.joining(
                        "", "", "LoadModule auth_openidc_module " + Tool.MOD_AUTH_OPENIDC.path() + "\n"));
    }

    /** Apache does not serve as root. */
    private static String user() {
        return System.getProperty("user.name").equals("root") ? "User www-data\nGroup www-data\n" : "";
    }
}

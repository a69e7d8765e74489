package io.gatehouse.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program of somebody else's: where it is on this machine, and how to get it. */
public enum Tool {
    REDIS("redis-server", "apt-get install redis-server", Pattern.compile("nothing")),
    WRK("wrk", "apt-get install wrk", Pattern.compile("nothing")),
    NGINX("nginx", "apt-get install nginx-light", Pattern.compile("nginx/([0-9.]+)")),
    APACHE("apache2", "apt-get install apache2 libapache2-mod-auth-openidc", Pattern.compile("Apache/([0-9.]+)")),
    OAUTH2_PROXY(
            "oauth2-proxy",
            "go install github.com/oauth2-proxy/oauth2-proxy/v7@latest",
            Pattern.compile("oauth2-proxy/v7\tv([0-9.]+)")),
    MOD_AUTH_OPENIDC(
            "mod_auth_openidc.so",
            "apt-get install apache2 libapache2-mod-auth-openidc",
            Pattern.compile("mod_auth_openidc-([0-9]+\\.[0-9.]+)"));

    private final String file;
    private final String howToGet;
    private final Pattern versionInside;

    Tool(String file, String howToGet, Pattern versionInside) {
        this.file = file;
        this.howToGet = howToGet;
        this.versionInside = versionInside;
    }

    /** One sentence that says how to get it; empty when it is there. */
    public Optional<String> missing() {
        return find().isPresent() ? Optional.empty() : Optional.of(file + " is not there: " + howToGet);
    }

    public String path() {
        return find().map(Path::toString)
                .orElseThrow(() ->
                        new IllegalStateException(file + ": not found (expected: one on the PATH; " + howToGet + ")"));
    }

    /** As it stands in the program itself, for not everyone says it; empty where it does not. */
    public String version() {
        return find().flatMap(this::versionIn).orElse("");
    }

    private Optional<Path> find() {
        String path = System.getenv().getOrDefault("PATH", "");
        List<String> more = List.of(
                "/usr/sbin",
                "/usr/local/sbin",
                System.getProperty("user.home") + "/go/bin",
                "/usr/lib/apache2/modules",
                "/usr/lib64/httpd/modules");
        return Stream.concat(Stream.of(path.split(":")), more.stream())
                .map(directory -> Path.of(directory, file))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private Optional<String> versionIn(Path program) {
        try {
            String bytes = new String(Files.readAllBytes(program), StandardCharsets.ISO_8859_1);
            return versionInside
                    .matcher(bytes)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .findFirst();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}

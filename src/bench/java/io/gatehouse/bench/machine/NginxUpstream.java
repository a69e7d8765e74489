package io.gatehouse.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The upstream where there is nginx: it costs so little that the gateway in front is what is measured. */
final class NginxUpstream implements Upstream {

    private static final Pattern TOTALS = Pattern.compile("(?m)^ *\\d+ +\\d+ +(\\d+) *$");

    private static final String CONFIG = """
            worker_processes 1;
            http {
              access_log off; default_type text/plain; sendfile on; tcp_nopush on; tcp_nodelay on;
              open_file_cache max=16; keepalive_requests 100000000; keepalive_timeout 300s;
              large_client_header_buffers 8 64k;
              client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
              server {
                listen 127.0.0.1:%d backlog=4096;
                location = /status { stub_status; }
                location ~ /(1k|64k)$ { alias %s/$1; }
                location ~ /whoami$ {
                  alias %s/1k;
                  add_header X-Seen-User $http_x_forwarded_user; add_header X-Seen-Email $http_x_forwarded_email;
                }
              }
            }
            """;

    private final Program program;
    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private NginxUpstream(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    static Upstream start(Folder folder) {
        Folder pages = folder.below("pages");
        pages.write(Page.SMALL.segment(), Page.SMALL.body());
        pages.write(Page.LARGE.segment(), Page.LARGE.body());
        int port = Ports.free();
        String config = CONFIG.formatted(port, pages.path(), pages.path());
        Program program = NginxProgram.start("upstream", folder, config);
        program.awaitPort(port, Duration.ofSeconds(10));
        return new NginxUpstream(program, port);
    }

    @Override
    public int port() {
        return port;
    }

    /** nginx counts these questions too, one each; nobody's failed request is hidden by so few. */
    @Override
    public long answered() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address() + "/status")).build();
        try {
            Matcher totals =
                    TOTALS.matcher(http.send(request, BodyHandlers.ofString()).body());
            if (!totals.find()) {
                throw new IllegalStateException("upstream: /status does not count (expected: nginx with stub_status)");
            }
            return Long.parseLong(totals.group(1));
        } catch (IOException away) {
            throw new UncheckedIOException(away);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
    }

    @Override
    public String version() {
        return "nginx " + Tool.NGINX.version();
    }

    @Override
    public void close() {
        program.close();
    }
}

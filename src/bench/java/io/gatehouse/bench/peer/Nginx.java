package io.gatehouse.bench.peer;

import io.gatehouse.bench.machine.NginxProgram;
import io.gatehouse.bench.machine.Program;
import io.gatehouse.bench.machine.Tool;
import java.util.Optional;

/** A plain reverse proxy that asks nobody who they are: the limit. */
public final class Nginx implements Peer {

    private static final String CONFIG = """
            worker_processes auto;
            http {
              access_log off; tcp_nodelay on; keepalive_requests 100000000;
              client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
              upstream app { server 127.0.0.1:%d; keepalive 64; keepalive_requests 100000000; }
              server {
                listen 127.0.0.1:%d backlog=4096;
                location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; }
              }
            }
            """;

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public String description() {
        return "nginx " + Tool.NGINX.version() + ", a plain proxy without sign-in: the limit";
    }

    @Override
    public Optional<String> missing() {
        return Tool.NGINX.missing();
    }

    @Override
    public boolean signsIn() {
        return false;
    }

    @Override
    public Program start(Surroundings around, Place place) {
        String config = CONFIG.formatted(around.upstream().port(), place.port());
        return NginxProgram.start(name(), place.folder(), config);
    }
}

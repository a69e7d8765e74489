package io.gatehouse.journey;

import io.gatehouse.journey.RawClient.Answer;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A misbehaving upstream, and both ways to it: the gateway's own forwarder, and Spring Cloud Gateway's chain. */
final class TwoWays implements AutoCloseable {

    /** A route that differs from the other in nothing but a filter. */
    enum Way {
        FORWARDER,
        CHAIN;

        /** A path of everybody's on this way; the upstream sees what follows the prefix. */
        String path(String below) {
            return "/acme/" + name().toLowerCase(Locale.ROOT) + below;
        }
    }

    /** A test that both ways must pass. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @EnumSource(Way.class)
    @interface OnBothWays {}

    private static final String ROUTES = """
              forwarder:
                path: /{organization}/forwarder/**
                upstream: %1$s
                strip-prefix: true
                access: anyone
              chain:
                path: /{organization}/chain/**
                upstream: %1$s
                strip-prefix: true
                access: anyone
                filters: ['AddRequestHeader=X-Way, chain']
              gone-forwarder:
                path: /{organization}/gone-forwarder/**
                upstream: http://127.0.0.1:1
                access: anyone
              gone-chain:
                path: /{organization}/gone-chain/**
                upstream: http://127.0.0.1:1
                access: anyone
                filters: ['AddRequestHeader=X-Way, chain']
            """;

    final MisbehavingUpstream upstream = MisbehavingUpstream.start();
    final World world;

    private TwoWays(Path config, String... arguments) {
        world = World.with(ROUTES.formatted(upstream.uri()), config, arguments);
    }

    static TwoWays start(Path config, String... arguments) {
        return new TwoWays(config, arguments);
    }

    RawClient client() {
        return RawClient.to(world.gateway.port());
    }

    /** A request without a body, as bytes. */
    String request(String method, Way way, String... headers) {
        StringBuilder request = new StringBuilder(
                method + " " + way.path("/x") + " HTTP/1.1\r\nHost: localhost:" + world.gateway.port() + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** The answer to one request on a connection of its own. */
    Answer exchange(String request) {
        try (RawClient client = client().send(request)) {
            return request.startsWith("HEAD ") ? client.answerToHead() : client.answer();
        }
    }

    Answer get(Way way, String... headers) {
        return exchange(request("GET", way, headers));
    }

    Answer post(Way way, String body) {
        return exchange(request("POST", way, "Content-Length: " + body.length()) + body);
    }

    /** Before each test: nothing is under way from the one before. */
    void settle() {
        upstream.forget();
    }

    @Override
    public void close() {
        try {
            world.log.assertQuiet();
        } finally {
            world.close();
            upstream.close();
        }
    }
}

package io.gatehouse.login.fault;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.springframework.core.NestedExceptionUtils;

/** Tells apart what keeps an answer away: the name, the connection, TLS, time. */
final class ConnectionFailures {

    private ConnectionFailures() {}

    /** Empty when there was an answer. */
    static Optional<Diagnosis> diagnosis(String step, String address, Throwable error) {
        return causes(error)
                .flatMap(cause -> said(cause).stream()
                        .map(found -> new Diagnosis(found.fault(), step, address + ": " + found.said())))
                .findFirst();
    }

    /** The exception itself first, the innermost last. */
    static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(error, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }

    private record Found(Fault fault, String said) {}

    /** From the particular to the general: nearly all of them are I/O exceptions. */
    private static Optional<Found> said(Throwable cause) {
        if (cause instanceof PrivateAddress refused) {
            return Optional.of(new Found(Fault.PRIVATE_ADDRESS, refused.what()));
        }
        if (cause instanceof UnknownHostException) {
            return Optional.of(new Found(Fault.NO_SUCH_HOST, "no such host"));
        }
        if (cause instanceof ConnectTimeoutException) {
            return Optional.of(new Found(Fault.TIMEOUT, "no connection in 2 s"));
        }
        if (cause instanceof SslHandshakeTimeoutException) {
            return Optional.of(new Found(Fault.TIMEOUT, "no TLS handshake in 5 s"));
        }
        if (cause instanceof io.netty.handler.timeout.TimeoutException || cause instanceof TimeoutException) {
            return Optional.of(new Found(Fault.TIMEOUT, "no answer in 5 s"));
        }
        if (cause instanceof SSLException) {
            Throwable innermost = NestedExceptionUtils.getMostSpecificCause(cause);
            return Optional.of(new Found(Fault.TLS_ERROR, "TLS: " + innermost.getMessage()));
        }
        if (cause instanceof ProxyConnectException) {
            return Optional.of(new Found(Fault.CONNECTION_REFUSED, "the proxy did not connect"));
        }
        if (cause instanceof java.net.ConnectException) {
            return Optional.of(new Found(Fault.CONNECTION_REFUSED, "connection refused"));
        }
        if (cause instanceof IOException) {
            return Optional.of(new Found(
                    Fault.CONNECTION_REFUSED,
                    "connection broken off: " + cause.getClass().getSimpleName()));
        }
        return Optional.empty();
    }
}

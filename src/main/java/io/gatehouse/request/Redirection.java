package io.gatehouse.request;

import java.net.URI;
import org.springframework.http.HttpStatus;

/** A room's answer that sends the browser elsewhere instead of letting the request go on. */
public final class Redirection extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final URI location;

    private Redirection(HttpStatus status, URI location) {
        super(location.toString(), null, false, false);
        this.status = status;
        this.location = location;
    }

    /** 308: the same request, elsewhere, from now on. */
    public static Redirection permanently(URI location) {
        return new Redirection(HttpStatus.PERMANENT_REDIRECT, location);
    }

    /** 302: look there this time. */
    public static Redirection found(URI location) {
        return new Redirection(HttpStatus.FOUND, location);
    }

    public HttpStatus status() {
        return status;
    }

    public URI location() {
        return location;
    }
}

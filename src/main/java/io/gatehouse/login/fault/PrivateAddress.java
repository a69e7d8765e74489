package io.gatehouse.login.fault;

import java.io.IOException;

/** The gateway was told to connect to an address where only the operator, or nobody, may have it knock (SSRF). */
public final class PrivateAddress extends IOException {

    private static final long serialVersionUID = 1L;

    private final String what;

    /** @param what for the admin who reads it, such as {@code an address of a private network} */
    public PrivateAddress(String host, String what) {
        super(host + ": " + what);
        this.what = what;
    }

    public String what() {
        return what;
    }
}

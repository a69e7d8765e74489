package io.gatehouse.login.fault;

import java.io.IOException;

/** Somebody typed an address into the console at which only the operator may have the gateway knock (SSRF). */
public final class PrivateAddress extends IOException {

    private static final long serialVersionUID = 1L;

    public PrivateAddress(String host) {
        super(host + ": an address of a private network");
    }
}

package io.gatehouse.login.fault;

/** Where a fault of sign-in is mended: a key of the organization's file, or a place beside it. */
public enum Field {
    ISSUER("issuer"),
    CLIENT_ID("client-id"),
    CLIENT_SECRET("client-secret"),
    PRIVATE_KEY("private-key"),
    REDIRECT_URI("redirect-uri"),
    SCOPES("scopes"),
    ALLOWED_TENANTS("allowed-tenants"),
    HOSTED_DOMAINS("hosted-domains"),
    CLAIMS_FROM("claims-from"),
    GROUP_OVERAGE("group-overage"),
    EGRESS("gateway.egress"),
    CLOCK("clock"),
    PROVIDER("at the provider");

    private final String written;

    Field(String written) {
        this.written = written;
    }

    /** As it is written in the organization's file, in the log and in the documentation. */
    @Override
    public String toString() {
        return written;
    }
}

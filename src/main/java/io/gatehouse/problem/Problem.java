package io.gatehouse.problem;

import io.gatehouse.text.Languages;

/**
 * Every way a request can be refused, with its stable code; {@code docs/problems.md} is the table for operators.
 *
 * <p>Title and advice are for people: what happened, what to do next, no protocol words, no blame. They stand in {@code
 * pages/texts/} by the code.
 */
public enum Problem {
    MALFORMED_REQUEST("GH-1001", 400),
    WRONG_HOST("GH-1002", 421),
    UNKNOWN_ADDRESS("GH-1003", 404),
    METHOD_NOT_ALLOWED("GH-1004", 405),
    CROSS_SITE("GH-1005", 403),
    VERIFY_REFUSED("GH-1006", 403),
    SIGN_IN_NOT_SET_UP("GH-2001", 503),
    ORGANIZATION_OFF("GH-2002", 403),
    PILOT_ONLY("GH-2003", 403),
    SETTINGS_CLOSED("GH-2004", 403),
    SETUP_LINK_OVER("GH-2005", 410),
    SETTINGS_CHANGED("GH-2006", 409),
    NOT_TESTED("GH-2007", 409),
    SIGN_IN_NEEDED("GH-3001", 401),
    FORM_NOT_SENT("GH-3002", 401),
    ROLE_MISSING("GH-3003", 403),
    TOKEN_REFUSED("GH-3004", 401),
    NOT_FOR_THEM("GH-3005", 403),
    NOT_A_MEMBER("GH-3107", 403),
    INVITATION_OVER("GH-3108", 403),
    MEMBER_BLOCKED("GH-3109", 403),
    SIGN_IN_STALE("GH-4001", 400),
    SIGN_IN_REFUSED("GH-4002", 403),
    PROVIDER_AWAY("GH-4003", 503),
    SIGN_IN_FAILED("GH-4004", 502),
    SIGN_IN_CIRCLE("GH-4005", 403),
    SIGN_IN_FRAMED("GH-4006", 403),
    SIGN_IN_WRONG_SECRET("GH-4101", SIGN_IN_FAILED),
    SIGN_IN_SECRET_ID_PASTED("GH-4102", SIGN_IN_FAILED),
    SIGN_IN_SECRET_EXPIRED("GH-4103", SIGN_IN_FAILED),
    SIGN_IN_UNKNOWN_CLIENT("GH-4104", SIGN_IN_FAILED),
    SIGN_IN_WRONG_CLIENT_AUTHENTICATION("GH-4105", SIGN_IN_FAILED),
    SIGN_IN_REDIRECT_MISMATCH("GH-4106", SIGN_IN_FAILED),
    SIGN_IN_NOT_ASSIGNED("GH-4107", 403),
    SIGN_IN_CONSENT_MISSING("GH-4108", 403),
    SIGN_IN_SCOPE_REFUSED("GH-4109", SIGN_IN_FAILED),
    SIGN_IN_WRONG_ISSUER("GH-4110", SIGN_IN_FAILED),
    SIGN_IN_WRONG_AUDIENCE("GH-4111", SIGN_IN_FAILED),
    SIGN_IN_BAD_SIGNATURE("GH-4112", SIGN_IN_FAILED),
    SIGN_IN_CLOCK_SKEW("GH-4113", SIGN_IN_FAILED),
    SIGN_IN_WRONG_NONCE("GH-4114", SIGN_IN_FAILED),
    SIGN_IN_INVALID_GRANT("GH-4115", 502),
    SIGN_IN_PROVIDER_ERROR("GH-4116", PROVIDER_AWAY),
    SIGN_IN_TIMEOUT("GH-4117", PROVIDER_AWAY),
    SIGN_IN_NO_SUCH_HOST("GH-4118", PROVIDER_AWAY),
    SIGN_IN_TLS_ERROR("GH-4119", PROVIDER_AWAY),
    SIGN_IN_NOT_METADATA("GH-4120", PROVIDER_AWAY),
    SIGN_IN_FLOW_NOT_ALLOWED("GH-4121", SIGN_IN_FAILED),
    SIGN_IN_PRIVATE_ADDRESS("GH-4122", SIGN_IN_FAILED),
    SIGN_IN_TOO_MANY_WAIT("GH-4123", PROVIDER_AWAY),
    SIGN_IN_OTHER_TENANT("GH-4131", 403),
    SIGN_IN_OTHER_DOMAIN("GH-4132", SIGN_IN_OTHER_TENANT),
    SIGN_IN_GROUPS_WITHHELD("GH-4133", 403),
    SIGN_IN_GRAPH_REFUSED("GH-4134", SIGN_IN_GROUPS_WITHHELD),
    SIGN_IN_ACCESS_TOKEN_UNREADABLE("GH-4135", SIGN_IN_FAILED),
    SIGN_IN_WRONG_KEY("GH-4136", SIGN_IN_FAILED),
    LOGOUT_REFUSED("GH-4201", 400),
    STORE_AWAY("GH-5001", 503),
    UPSTREAM_DOWN("GH-5002", 502),
    UPSTREAM_SLOW("GH-5003", 504),
    INTERNAL("GH-5000", 500),
    API_KEY_REFUSED("GH-6001", 401),
    API_KEY_READS_ONLY("GH-6002", 403),
    TOO_MANY_CALLS("GH-6003", 429),
    CONTENT_REFUSED("GH-6004", 422),
    CONTENT_TOO_LONG("GH-6005", 413),
    VERSION_MISSING("GH-6006", 428),
    VERSION_OUTDATED("GH-6007", 412),
    LAST_ADMIN("GH-6008", 409),
    MEMBER_THERE("GH-6009", 409),
    CONTENT_TYPE_REFUSED("GH-6010", 415);

    private final String code;
    private final int status;
    private final String textCode;

    Problem(String code, int status) {
        this.code = code;
        this.status = status;
        this.textCode = code;
    }

    /** What its person reads is the same as for another problem; only operators and admins tell them apart. */
    Problem(String code, Problem shown) {
        this.code = code;
        this.status = shown.status;
        this.textCode = shown.textCode;
    }

    public String code() {
        return code;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** In English, for programs and operators. */
    public String title() {
        return Languages.english().plain(titleKey());
    }

    /** In English, for programs and operators. */
    public String advice() {
        return Languages.english().plain(adviceKey());
    }

    /** Of the title among the texts. */
    public String titleKey() {
        return textCode + ".title";
    }

    /** Of the advice among the texts. */
    public String adviceKey() {
        return textCode + ".advice";
    }
}

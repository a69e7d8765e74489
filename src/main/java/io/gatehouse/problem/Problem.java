package io.gatehouse.problem;

/**
 * Every way a request can be refused, with its stable code; {@code docs/problems.md} is the table for operators.
 *
 * <p>Titles and advice are for people: what happened, what to do next, no protocol words, no blame.
 */
public enum Problem {
    MALFORMED_REQUEST(
            "GH-1001",
            400,
            "We cannot read this address",
            "Check the link, or open the start page and go on from there."),
    WRONG_HOST("GH-1002", 421, "This address is not served here", "Use the address that you were given."),
    UNKNOWN_ADDRESS("GH-1003", 404, "There is nothing at this address", "Check the link: upper and lower case matter."),
    METHOD_NOT_ALLOWED("GH-1004", 405, "This cannot be done here", "Open the page again and use its buttons."),
    CROSS_SITE("GH-1005", 403, "This came from another site", "Open the page itself and try again there."),
    VERIFY_REFUSED(
            "GH-1006",
            403,
            "We cannot open this address",
            "Check the link, or open the start page and go on from there."),
    SIGN_IN_NOT_SET_UP(
            "GH-2001",
            503,
            "Sign-in is not set up yet",
            "An administrator of your organization still has to enter its identity provider."),
    ORGANIZATION_OFF(
            "GH-2002",
            403,
            "Sign-in is switched off",
            "Your organization has switched sign-in off. Ask its administrator."),
    PILOT_ONLY(
            "GH-2003",
            403,
            "Not open for everybody yet",
            "Your organization is trying this with a few people first. Ask its administrator."),
    SETTINGS_CLOSED(
            "GH-2004",
            403,
            "These settings are not open yet",
            "Ask whoever runs this service for a set-up link to your organization’s settings."),
    SETUP_LINK_OVER(
            "GH-2005",
            410,
            "This set-up link no longer works",
            "It has been used already, or its time is over. Ask for a new one."),
    SETTINGS_CHANGED(
            "GH-2006",
            409,
            "Somebody else has changed this meanwhile",
            "Nothing of yours was saved. Open the page again and look at what is there now."),
    NOT_TESTED(
            "GH-2007",
            409,
            "This has not been tested yet",
            "First sign in once by “Update and Test OIDC configuration”, as somebody who is an admin: otherwise everybody could be locked out."),
    SIGN_IN_NEEDED("GH-3001", 401, "Sign in first", "Your sign-in has ended, or you have not signed in yet."),
    FORM_NOT_SENT("GH-3002", 401, "Your sign-in ended, the form was not sent", "Sign in, then fill in the form again."),
    ROLE_MISSING(
            "GH-3003",
            403,
            "You may not open this page",
            "You are signed in, but this page needs a role that you do not have. Ask your administrator."),
    TOKEN_REFUSED(
            "GH-3004",
            401,
            "This token is not accepted here",
            "Get a new one from your company’s sign-in, made for this service, and try again."),
    NOT_FOR_THEM(
            "GH-3005",
            403,
            "You may not open this page",
            "You are signed in, but this page is for others. Ask your administrator."),
    NOT_A_MEMBER(
            "GH-3107",
            403,
            "You are signed in, but not a member yet",
            "Ask your administrator to let you in, then open this page again."),
    INVITATION_OVER(
            "GH-3108",
            403,
            "Your invitation is over",
            "You were invited, and its time has run out. Ask your administrator to send the invitation again."),
    MEMBER_BLOCKED(
            "GH-3109",
            403,
            "Your access has been stopped",
            "An administrator of your organization has stopped it. Ask them if you think that this is a mistake."),
    SIGN_IN_STALE(
            "GH-4001",
            400,
            "This sign-in has expired",
            "It was started too long ago, in another browser, or it was finished already. Start again."),
    SIGN_IN_REFUSED(
            "GH-4002",
            403,
            "You were not signed in",
            "Your company’s sign-in sent you back. Try again, or ask your administrator and name the number below."),
    PROVIDER_AWAY(
            "GH-4003",
            503,
            "Your company’s sign-in cannot be reached",
            "This is not your fault. Try again in a minute."),
    SIGN_IN_FAILED(
            "GH-4004",
            502,
            "Signing in did not work",
            "Something between here and your company’s sign-in is not set up right. Ask your administrator and name the number below."),
    SIGN_IN_CIRCLE(
            "GH-4005",
            403,
            "Signing in goes round in circles",
            "You came back to sign in three times within a minute, so this stops here. Try again; if it happens again, name the number below to your administrator."),
    SIGN_IN_FRAMED(
            "GH-4006",
            403,
            "Sign in in a window of its own",
            "This page is shown inside another page, and your company’s sign-in refuses to be. Open it in a window of its own, then come back."),
    SIGN_IN_WRONG_SECRET("GH-4101", SIGN_IN_FAILED),
    SIGN_IN_SECRET_ID_PASTED("GH-4102", SIGN_IN_FAILED),
    SIGN_IN_SECRET_EXPIRED("GH-4103", SIGN_IN_FAILED),
    SIGN_IN_UNKNOWN_CLIENT("GH-4104", SIGN_IN_FAILED),
    SIGN_IN_WRONG_CLIENT_AUTHENTICATION("GH-4105", SIGN_IN_FAILED),
    SIGN_IN_REDIRECT_MISMATCH("GH-4106", SIGN_IN_FAILED),
    SIGN_IN_NOT_ASSIGNED(
            "GH-4107",
            403,
            "You have no access to this yet",
            "Your company’s sign-in knows you and says that this is not for you yet. Ask your administrator and name the number below."),
    SIGN_IN_CONSENT_MISSING(
            "GH-4108",
            403,
            "Your organization has not agreed yet",
            "An administrator of your organization has to agree once, for everybody. Ask yours and name the number below."),
    SIGN_IN_SCOPE_REFUSED("GH-4109", SIGN_IN_FAILED),
    SIGN_IN_WRONG_ISSUER("GH-4110", SIGN_IN_FAILED),
    SIGN_IN_WRONG_AUDIENCE("GH-4111", SIGN_IN_FAILED),
    SIGN_IN_BAD_SIGNATURE("GH-4112", SIGN_IN_FAILED),
    SIGN_IN_CLOCK_SKEW("GH-4113", SIGN_IN_FAILED),
    SIGN_IN_WRONG_NONCE("GH-4114", SIGN_IN_FAILED),
    SIGN_IN_INVALID_GRANT(
            "GH-4115",
            502,
            "Signing in did not work",
            "Try again. If it happens again, ask your administrator and name the number below."),
    SIGN_IN_PROVIDER_ERROR("GH-4116", PROVIDER_AWAY),
    SIGN_IN_TIMEOUT("GH-4117", PROVIDER_AWAY),
    SIGN_IN_NO_SUCH_HOST("GH-4118", PROVIDER_AWAY),
    SIGN_IN_TLS_ERROR("GH-4119", PROVIDER_AWAY),
    SIGN_IN_NOT_METADATA("GH-4120", PROVIDER_AWAY),
    SIGN_IN_FLOW_NOT_ALLOWED("GH-4121", SIGN_IN_FAILED),
    SIGN_IN_PRIVATE_ADDRESS("GH-4122", SIGN_IN_FAILED),
    SIGN_IN_TOO_MANY_WAIT("GH-4123", PROVIDER_AWAY),
    SIGN_IN_OTHER_TENANT(
            "GH-4131",
            403,
            "This account is not of your organization",
            "Sign in again, with the account that you have at this organization."),
    SIGN_IN_OTHER_DOMAIN("GH-4132", SIGN_IN_OTHER_TENANT),
    SIGN_IN_GROUPS_WITHHELD(
            "GH-4133",
            403,
            "We could not learn what you may do",
            "You are in more groups than your company’s sign-in can tell us. Ask your administrator and name the number below."),
    SIGN_IN_GRAPH_REFUSED("GH-4134", SIGN_IN_GROUPS_WITHHELD),
    SIGN_IN_ACCESS_TOKEN_UNREADABLE("GH-4135", SIGN_IN_FAILED),
    SIGN_IN_WRONG_KEY("GH-4136", SIGN_IN_FAILED),
    LOGOUT_REFUSED(
            "GH-4201",
            400,
            "Nobody was signed out by this",
            "What your company’s sign-in sent here to sign somebody out was not accepted. Ask your administrator and name the number below."),
    STORE_AWAY("GH-5001", 503, "We are busy", "Try again in a moment."),
    UPSTREAM_DOWN(
            "GH-5002",
            502,
            "The page you want cannot be reached",
            "The service behind this address does not answer. Try again in a minute."),
    UPSTREAM_SLOW(
            "GH-5003",
            504,
            "The page you want takes too long",
            "The service behind this address did not answer in time. Try again in a minute."),
    INTERNAL(
            "GH-5000",
            500,
            "Something went wrong here",
            "Try again. If it happens again, name the number below to your administrator.");

    private final String code;
    private final int status;
    private final String title;
    private final String advice;

    Problem(String code, int status, String title, String advice) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.advice = advice;
    }

    /** What its person reads is the same as for another problem; only operators and admins tell them apart. */
    Problem(String code, Problem shown) {
        this(code, shown.status, shown.title, shown.advice);
    }

    public String code() {
        return code;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String advice() {
        return advice;
    }
}

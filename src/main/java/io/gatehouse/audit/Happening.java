package io.gatehouse.audit;

import java.util.Locale;

/**
 * Everything that is written down, with its name in the log and its sentence for people; {@code docs/activity.md} is the
 * table.
 */
public enum Happening {
    SIGN_IN(Kind.SIGN_IN, "Signed in"),
    SIGN_IN_FAILED(Kind.FAILED_SIGN_IN, "A sign-in failed"),
    SIGN_INS_FAILED_TOO(Kind.FAILED_SIGN_IN, "More sign-ins failed in that minute than are listed"),
    SIGN_OUT(Kind.SIGN_OUT, "Signed out"),
    SIGNED_OUT_BY_PROVIDER(Kind.SIGN_OUT, "The identity provider signed somebody out"),
    SESSION_ENDED(Kind.SIGN_OUT, "The identity provider no longer vouches for somebody: signed out"),
    SIGN_IN_BROKEN(Kind.TEST, "Nobody can sign in: the identity provider refuses our client"),
    SIGN_IN_NOT_BROKEN(Kind.TEST, "People can sign in again"),
    SIGN_ON_TEST_PASSED(Kind.TEST, "A test of the sign-on passed"),
    SIGN_ON_TEST_FAILED(Kind.TEST, "A test of the sign-on failed"),
    SIGN_ON_STAGED(Kind.CHANGE, "Entered another sign-on, not live yet"),
    SIGN_ON_DISCARDED(Kind.CHANGE, "Discarded the sign-on that was not live yet"),
    SIGN_ON_TAKEN(Kind.CHANGE, "Made the tested sign-on live"),
    SIGN_ON_TAKEN_BACK(Kind.CHANGE, "Went back to the sign-on before"),
    FIRST_PROVIDER_CALLED(Kind.CHANGE, "Changed what the first identity provider is called, or believed about"),
    PROVIDER_STAGED(Kind.CHANGE, "Entered another identity provider, not live yet"),
    PROVIDER_TAKEN(Kind.CHANGE, "Made another identity provider live"),
    PROVIDER_REMOVED(Kind.CHANGE, "Took an identity provider away"),
    SSO_OFF(Kind.CHANGE, "Switched sign-in off"),
    SSO_PILOT(Kind.CHANGE, "Opened sign-in for the pilot"),
    SSO_ENFORCED(Kind.CHANGE, "Opened sign-in for everybody"),
    ROLES_STAGED(Kind.CHANGE, "Entered who gets which role, not live yet"),
    ROLES_TAKEN(Kind.CHANGE, "Changed who gets which role"),
    ROLES_DISCARDED(Kind.CHANGE, "Discarded the roles that were not live yet"),
    LOOK_CHANGED(Kind.CHANGE, "Changed the name, the support address or the colours"),
    LOGO_CHANGED(Kind.CHANGE, "Put another logo on the pages"),
    LOGO_REMOVED(Kind.CHANGE, "Took the logo off the pages"),
    ADMISSION_CHANGED(Kind.CHANGE, "Changed who becomes a member by signing in"),
    ADMIN_BOUND(Kind.CHANGE, "Made somebody admin"),
    ADMIN_REMOVED(Kind.CHANGE, "Removed an admin"),
    SETUP_LINK_MADE(Kind.CHANGE, "The operator made a set-up link"),
    SETUP_LINK_USED(Kind.CHANGE, "Came by a set-up link"),
    SETUP_LINKS_REVOKED(Kind.CHANGE, "The operator called all set-up links back"),
    API_KEY_MADE(Kind.CHANGE, "Made an API key"),
    API_KEY_REVOKED(Kind.CHANGE, "Revoked an API key"),
    SETTINGS_LEFT(Kind.CHANGE, "Left the settings"),
    ACTIVITY_EXPORTED(Kind.CHANGE, "Downloaded the activity"),
    MEMBER_INVITED(Kind.MEMBER, "Invited somebody"),
    INVITATION_MAILED(Kind.MEMBER, "An invitation was mailed"),
    INVITATION_MAIL_FAILED(Kind.MEMBER, "An invitation could not be mailed"),
    INVITATION_REVOKED(Kind.MEMBER, "Called an invitation back"),
    MEMBER_JOINED(Kind.MEMBER, "Became a member"),
    MEMBER_ROLE(Kind.MEMBER, "Gave a member another role"),
    MEMBER_BLOCKED(Kind.MEMBER, "Blocked a member"),
    MEMBER_UNBLOCKED(Kind.MEMBER, "Let a blocked member in again"),
    MEMBER_REMOVED(Kind.MEMBER, "Removed a member"),
    SESSION_REVOKED(Kind.REVOCATION, "Ended a session"),
    PERSON_SIGNED_OUT(Kind.REVOCATION, "Signed somebody out everywhere"),
    EVERYBODY_SIGNED_OUT(Kind.REVOCATION, "Signed everybody out"),
    ASSERTION_KEY_ROTATED(Kind.OPERATION, "The operator had another key made for assertions"),
    ASSERTION_KEYS_REPLACED(Kind.OPERATION, "The operator replaced the keys for assertions at once");

    /** What an admin can choose to see; each goes into one {@link Drawer}. */
    public enum Kind {
        SIGN_IN("Sign-ins", Drawer.VISITS),
        FAILED_SIGN_IN("Failed sign-ins", Drawer.FAILURES),
        SIGN_OUT("Sign-outs", Drawer.VISITS),
        TEST("Tests and outages", Drawer.CHANGES),
        CHANGE("Changes", Drawer.CHANGES),
        MEMBER("Members and invitations", Drawer.CHANGES),
        REVOCATION("Sessions ended by an admin", Drawer.CHANGES),
        /** The whole gateway's: in the log only. */
        OPERATION("Operation", Drawer.CHANGES);

        private final String title;
        private final Drawer drawer;

        Kind(String title, Drawer drawer) {
            this.title = title;
            this.drawer = drawer;
        }

        /** For people. */
        public String title() {
            return title;
        }

        public Drawer drawer() {
            return drawer;
        }
    }

    /**
     * What is kept apart, each with a bound of its own: whoever can fill one pushes nothing out of the others. Strangers can
     * fill the failures, everybody who may sign in the visits, admins alone the changes.
     */
    public enum Drawer {
        FAILURES,
        VISITS,
        CHANGES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final String sentence;

    Happening(Kind kind, String sentence) {
        this.kind = kind;
        this.sentence = sentence;
    }

    public Kind kind() {
        return kind;
    }

    /** What happened, for people; who did it stands beside it. */
    public String sentence() {
        return sentence;
    }

    /** As the log names it: {@code sign-in-failed}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

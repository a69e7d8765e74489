package io.gatehouse.settings;

import java.util.Optional;
import java.util.Set;

/**
 * An identity provider beside the first one, as an admin entered it.
 *
 * @param name by which upstreams know its people; for good
 * @param live empty until it has passed a test and been taken
 * @param staged what has been entered since and is not live yet
 */
public record OtherProvider(String name, Optional<Entered> live, Optional<Entered> staged) {

    /**
     * What people choose by, and whom an identity provider is believed about.
     *
     * @param title what its button says
     * @param emailDomains whose addresses it is chosen for and may vouch for, and no others, in lower case
     */
    public record Label(String title, Set<String> emailDomains) {

        public Label {
            emailDomains = Set.copyOf(emailDomains);
        }
    }

    /** A sign-on with its label: both are live at once. */
    public record Entered(Label label, SignOn signOn) {}

    /** What a test would test. */
    public Optional<Entered> present() {
        return staged.or(() -> live);
    }

    OtherProvider stage(Entered entered) {
        return new OtherProvider(name, live, Optional.of(entered));
    }

    OtherProvider taken() {
        return new OtherProvider(name, present(), Optional.empty());
    }
}

package io.gatehouse.journey;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Everything an identity provider, or somebody between it and us, could do to a sign-in, against one running gateway. */
class HostileProviderJourney {

    @RegisterExtension
    static final HostileWorld WORLD = new HostileWorld();

    @Nested
    class InTheIdToken extends IdTokenAttacks {}

    @Nested
    class WithKeys extends KeyAttacks {}

    @Nested
    class InItsAnswers extends TransportAttacks {}

    @Nested
    class InWhatTheBrowserBrings extends ResponseAttacks {}

    @Nested
    class AtSignOut extends SignOutAttacks {}

    @Nested
    class ByLogoutTokens extends LogoutTokenAttacks {}

    @Nested
    class ByLogoutFrames extends LogoutFrameAttacks {}

    @Nested
    class RoundAndRound extends DeadEndAttacks {}
}

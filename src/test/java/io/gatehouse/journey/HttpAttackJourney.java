package io.gatehouse.journey;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Everything somebody with a socket could send, against one running gateway. */
class HttpAttackJourney {

    @RegisterExtension
    static final AttackWorld WORLD = new AttackWorld();

    @Nested
    class AlongThePath extends PathAttacks {}

    @Nested
    class ByReturnTargets extends ReturnTargetAttacks {}

    @Nested
    class InHeaders extends HeaderAttacks {}

    @Nested
    class InCookies extends CookieAttacks {}

    @Nested
    class BetweenRequests extends SmugglingAttacks {}

    @Nested
    class WithAnswers extends AnswerAttacks {}
}

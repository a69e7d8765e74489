package io.gatehouse.journey;

import static io.gatehouse.journey.HostileProviderJourney.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HostileWorld.Case;
import io.gatehouse.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an ID token could say that must not be believed, and what it may say. */
abstract class IdTokenAttacks {

    final Case sign = WORLD.next();

    @Test
    @Proves({
        "oidcc-client-test",
        "oidcc-client-test-idtoken-sig-rs256",
        "fapi2-security-profile-final-client-test-happy-path"
    })
    void aWellBehavedProviderSignsAPersonIn() {
        sign.isAccepted();

        assertThat(sign.told("X-Forwarded-User")).containsExactly(sign.organization + ":alice");
        assertThat(sign.told("X-Forwarded-Groups")).containsExactly("engineering");
    }

    @Test
    @Proves({"oidcc-client-test-invalid-iss", "fapi2-security-profile-final-client-test-invalid-iss"})
    void anotherIssuerIsRefused() {
        sign.provider.claim("iss", "https://evil.example");

        sign.isRefused(Problem.SIGN_IN_WRONG_ISSUER, "iss: https://evil.example");
    }

    @ParameterizedTest
    @Proves("oidcc-client-test-invalid-iss")
    @ValueSource(strings = {"%s/", "%s?x", "%s#", "%s/.", "%s\u200b"})
    void anIssuerThatOnlyLooksTheSameIsRefused(String lookAlike) {
        Case other = WORLD.next();
        other.provider.claim("iss", lookAlike.formatted(WORLD.provider.issuer(other.organization)));

        other.isRefused(Problem.SIGN_IN_WRONG_ISSUER, "iss:");
    }

    @Test
    @Proves("oidcc-client-test-invalid-iss")
    void anIssuerThatIsWrittenInAnotherWayIsRefused() {
        sign.provider.claim(
                "iss", WORLD.provider.issuer(sign.organization).toString().replace("http:", "HTTP:"));

        sign.isRefused(Problem.SIGN_IN_WRONG_ISSUER, "iss: HTTP:");
    }

    @Test
    @Proves("SEC-exp-before-iat")
    void aTokenThatEndsBeforeItBeginsIsRefused() {
        sign.provider.claim("exp", now() - 5);

        sign.isRefused(Problem.SIGN_IN_FAILED, "ID token");
    }

    @Test
    @Proves("fapi2-security-profile-final-client-test-missing-iss")
    void aMissingIssuerIsRefused() {
        sign.provider.claim("iss", null);

        sign.isRefused(Problem.SIGN_IN_WRONG_ISSUER, "iss: missing");
    }

    @Test
    @Proves("oidcc-client-test-missing-sub")
    void aMissingSubjectIsRefused() {
        sign.provider.claim("sub", null);

        sign.isRefused(Problem.SIGN_IN_FAILED, "sub: missing");
    }

    @ParameterizedTest
    @Proves("SEC-27")
    @ValueSource(strings = {"", " ", "alice\r\nX-Forwarded-User: root", "alice\u0000", "\u0085alice"})
    void aSubjectThatIsNoNameIsRefused(String subject) {
        Case other = WORLD.next();
        other.provider.claim("sub", subject);

        other.isRefused(Problem.SIGN_IN_FAILED, "sub: refused");
    }

    @Test
    @Proves("SEC-27")
    void aSubjectThatIsANumberOrEndlessIsRefused() {
        sign.provider.claim("sub", 1e300);
        sign.isRefused(Problem.SIGN_IN_FAILED, "sub: refused");

        Case other = WORLD.next();
        other.provider.claim("sub", "a".repeat(256));
        other.isRefused(Problem.SIGN_IN_FAILED, "sub: refused");
    }

    @Test
    @Proves({"oidcc-client-test-missing-aud", "fapi2-security-profile-final-client-test-missing-aud"})
    void aMissingAudienceIsRefused() {
        sign.provider.claim("aud", null);

        sign.isRefused(Problem.SIGN_IN_WRONG_AUDIENCE, "aud: another client");
    }

    @Test
    @Proves({"oidcc-client-test-invalid-aud", "fapi2-security-profile-final-client-test-invalid-aud"})
    void anotherClientsTokenIsRefused() {
        sign.provider.claim("aud", "gatehouse-of-somebody-else");

        sign.isRefused(Problem.SIGN_IN_WRONG_AUDIENCE, "aud: another client");
    }

    @Test
    @Proves("oidcc-client-test-invalid-aud")
    void anEmptyListOfAudiencesIsRefused() {
        sign.provider.claim("aud", List.of());

        sign.isRefused(Problem.SIGN_IN_WRONG_AUDIENCE, "aud: another client");
    }

    @Test
    @Proves("fapi2-security-profile-final-client-test-aud-as-array")
    void aListWithOurClientAloneIsAccepted() {
        sign.provider.claim("aud", List.of(HostileScript.CLIENT));

        sign.isAccepted();
    }

    @Test
    @Proves("fapi2-security-profile-final-client-test-invalid-secondary-aud")
    void aFurtherAudienceIsRefusedWhenTheTokenDoesNotSayForWhomItWasMade() {
        sign.provider.claim("aud", List.of(HostileScript.CLIENT, "somebody-else"));

        sign.isRefused(Problem.SIGN_IN_WRONG_AUDIENCE, "azp");
    }

    @Test
    @Proves("fapi2-security-profile-final-client-test-invalid-secondary-aud")
    void aTokenMadeForAnotherPartyIsRefused() {
        sign.provider
                .claim("aud", List.of(HostileScript.CLIENT, "somebody-else"))
                .claim("azp", "somebody-else");

        sign.isRefused(Problem.SIGN_IN_WRONG_AUDIENCE, "azp");
    }

    /** Keycloak adds the audiences of its mappers; the nonce binds the token to this sign-in all the same. */
    @Test
    @Proves("OIDC-Core-3.1.3.7-4")
    void aFurtherAudienceIsAcceptedWhenTheTokenWasMadeForUs() {
        sign.provider.claim("aud", List.of(HostileScript.CLIENT, "account")).claim("azp", HostileScript.CLIENT);

        sign.isAccepted();
    }

    @Test
    @Proves("oidcc-client-test-missing-iat")
    void aTokenThatDoesNotSayWhenItWasMadeIsRefused() {
        sign.provider.claim("iat", null).claim("exp", now() + 30);

        sign.isRefused(Problem.SIGN_IN_FAILED, "iat: missing");
    }

    @Test
    @Proves("fapi2-security-profile-final-client-test-missing-exp")
    void aTokenThatNeverEndsIsRefused() {
        sign.provider.claim("exp", null);

        sign.isRefused(Problem.SIGN_IN_CLOCK_SKEW, "exp");
    }

    @Test
    @Proves("fapi2-security-profile-final-client-test-expired-exp")
    void aTokenThatHasEndedIsRefused() {
        sign.provider.claim("iat", now() - 70).claim("exp", now() - 65);

        sign.isRefused(Problem.SIGN_IN_CLOCK_SKEW, "expired at");
    }

    @Test
    @Proves("SEC-iat-future")
    void aTokenOfTheFutureIsRefused() {
        sign.provider.claim("iat", now() + 70).claim("exp", now() + 300);

        sign.isRefused(Problem.SIGN_IN_CLOCK_SKEW, "iat");
    }

    @Test
    @Proves("SEC-nbf-future")
    void aTokenThatIsNotValidYetIsRefused() {
        sign.provider.claim("nbf", now() + 70);

        sign.isRefused(Problem.SIGN_IN_CLOCK_SKEW, "used before");
    }

    @Test
    @Proves("SEC-iat-past")
    void aTokenThatIsOlderThanTheSignInIsRefused() {
        sign.provider.claim("iat", now() - 70);

        sign.isRefused(Problem.SIGN_IN_CLOCK_SKEW, "s before this sign-in began");
    }

    @Test
    @Proves("SEC-skew-60s")
    void aClockThatIsNearlyAMinuteAwayIsAcceptedAndNoticed() {
        sign.provider.claim("iat", now() - 55).claim("exp", now() - 50);
        sign.isAccepted();
        assertThat(sign.lines("clock: the identity provider's is"))
                .singleElement()
                .satisfies(line -> assertThat(line).containsPattern("is 5[56] s behind ours"));

        Case other = WORLD.next();
        other.provider.claim("iat", now() + 55).claim("nbf", now() + 55);
        other.isAccepted();
        assertThat(other.lines("ahead of ours")).hasSize(1);
    }

    @Test
    @Proves("SEC-skew-60s")
    void clocksThatAgreeAreNotSpokenOf() {
        sign.isAccepted();

        assertThat(sign.lines("clock:")).isEmpty();
    }

    @ParameterizedTest
    @Proves("MAO-exp-1e300")
    @ValueSource(strings = {"exp", "iat", "nbf", "auth_time"})
    void aTimeBeyondAllTimesIsRefused(String claim) {
        for (Object time : List.of(1e300, 18_446_744_073_709_552L, -1, "tomorrow")) {
            Case other = WORLD.next();
            other.provider.claim(claim, time);

            assertThat(other.signIn().body()).as(claim + "=" + time).contains(Problem.SIGN_IN_FAILED.title());
            other.hasNobody();
        }
    }

    @Test
    @Proves("SEC-exp-far")
    void aTokenThatEndsInAHundredYearsMakesNoLongerSession() {
        sign.provider.claim("exp", now() + 3_155_760_000L);

        sign.isAccepted();
    }

    @Test
    @Proves({"oidcc-client-test-nonce-invalid", "fapi2-security-profile-final-client-test-invalid-nonce"})
    void anotherNonceIsRefused() {
        sign.provider.claim("nonce", "another");

        sign.isRefused(Problem.SIGN_IN_WRONG_NONCE, "nonce: of another sign-in");
    }

    @Test
    @Proves({"oidcc-client-test-nonce-unless-code-flow", "fapi2-security-profile-final-client-test-missing-nonce"})
    void aMissingNonceIsRefused() {
        sign.provider.claim("nonce", null);

        sign.isRefused(Problem.SIGN_IN_WRONG_NONCE, "nonce: of another sign-in");
    }

    @Test
    @Proves("oidcc-client-test-invalid-athash")
    void theHashOfAnotherAccessTokenIsRefused() {
        sign.provider.claim("at_hash", HostileToken.halfHash("another"));
        sign.isRefused(Problem.SIGN_IN_WRONG_NONCE, "at_hash: of another access token");

        Case other = WORLD.next();
        other.provider.claim("at_hash", List.of(HostileToken.halfHash(HostileScript.ACCESS_TOKEN)));
        other.isRefused(Problem.SIGN_IN_WRONG_NONCE, "at_hash");
    }

    @Test
    @Proves("oidcc-client-test-invalid-chash")
    void theHashOfAnotherCodeIsRefused() {
        sign.provider.claim("c_hash", HostileToken.halfHash("another"));

        sign.isRefused(Problem.SIGN_IN_WRONG_NONCE, "c_hash: of another code");
    }

    @Test
    @Proves({"oidcc-client-test-missing-athash", "oidcc-client-test-missing-chash"})
    void hashesMayBeMissingInTheCodeFlow() {
        sign.provider.claim("at_hash", null).claim("c_hash", null);

        sign.isAccepted();
    }

    @Test
    @Proves("RFC-8725-3.11")
    void anotherKindOfTokenIsRefused() {
        for (String type : List.of("at+jwt", "logout+jwt", "application/at+jwt", "secevent+jwt")) {
            Case other = WORLD.next();
            other.provider.header("typ", type);
            other.isRefused(Problem.SIGN_IN_FAILED, "typ: another kind of token");
        }
        sign.provider.header("typ", "jwt");
        sign.isAccepted();
    }

    @Test
    @Proves("SEC-duplicate-keys")
    void aMemberThatStandsTwiceIsRefusedAtEveryDepth() {
        for (String beginning :
                List.of("{\"sub\":\"root\",", "{\"x\":{\"a\":1,\"a\":2},", "{\"x\":[{\"a\":1,\"a\":2}],")) {
            Case other = WORLD.next();
            other.provider.idToken(token -> token.claimsBeginning(beginning));
            assertThat(other.signIn().body()).as(beginning).contains(Problem.SIGN_IN_FAILED.title());
            other.hasNobody();
        }
        sign.provider.idToken(token -> token.headerBeginning("{\"alg\":\"none\","));
        assertThat(sign.signIn().body()).contains(Problem.SIGN_IN_FAILED.title());
        sign.hasNobody();
    }

    @Test
    @Proves("SEC-74")
    void aTokenThatIsNestedTenThousandDeepIsRefused() {
        String deep = "{\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + ",";
        sign.provider.idToken(token -> token.claimsBeginning(deep));

        assertThat(sign.signIn().body()).contains(Problem.SIGN_IN_FAILED.title());
        sign.hasNobody();
    }

    @Test
    @Proves({"SEC-20", "SEC-27"})
    void whatEndsALineInAClaimEndsNoneUpstreamAndNoneInTheLog() {
        sign.provider
                .claim("preferred_username", "alice\r\nX-Forwarded-Roles: admin")
                .claim("name", "\u2028GH-0000")
                .claim("groups", List.of("engineering\r\nX-Evil: 1", "a,admin"));

        sign.isAccepted();

        assertThat(sign.told("X-Evil")).isEmpty();
        assertThat(sign.told("X-Forwarded-Roles")).containsExactly("member");
        assertThat(sign.told("X-Forwarded-Groups")).containsExactly("engineering%0D%0AX-Evil: 1,a%2Cadmin");
        assertThat(WORLD.log.lines()).noneMatch(line -> line.startsWith("X-Forwarded-Roles: admin"));
    }

    @Test
    @Proves("SEC-61")
    void anAddressThatIsNotPlainlyVerifiedMakesNobodyAdmin() {
        for (Object verified : List.of("true", 1, List.of(true), false)) {
            Case other = WORLD.next();
            other.provider.claim("email", "boss@acme.com").claim("email_verified", verified);
            other.isAccepted();
            assertThat(other.told("X-Forwarded-Roles")).as("%s", verified).containsExactly("member");
        }
        for (Object address :
                List.of("boss@acme.com@evil.example", "boss@acme.com ", List.of("boss@acme.com"), "bоss@acme.com")) {
            Case other = WORLD.next();
            other.provider.claim("email", address).claim("email_verified", true);
            other.isAccepted();
            assertThat(other.told("X-Forwarded-Roles")).as("%s", address).containsExactly("member");
        }
    }

    @Test
    @Proves({"oidcc-client-test-distributed-claims", "oidcc-client-test-aggregated-claims"})
    void claimsThatAreElsewhereAreNotFetched() {
        elsewhere("address");

        sign.isAccepted();

        assertThat(sign.asked(Endpoint.ELSEWHERE)).isZero();
    }

    /** None would be a role less than the person has, or one that an exception was made of. */
    @Test
    @Proves("oidcc-client-test-distributed-claims")
    void groupsThatAreElsewhereAreNotFetchedAndNotTakenForNone() {
        sign.provider.claim("groups", null);
        elsewhere("groups");

        sign.isRefused(Problem.SIGN_IN_GROUPS_WITHHELD, "groups");

        assertThat(sign.asked(Endpoint.ELSEWHERE)).isZero();
    }

    private void elsewhere(String claim) {
        sign.provider
                .claim("_claim_names", Map.of(claim, "src1"))
                .claim("_claim_sources", Map.of("src1", Map.of("endpoint", sign.provider.at(Endpoint.ELSEWHERE))));
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}

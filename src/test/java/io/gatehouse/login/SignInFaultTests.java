package io.gatehouse.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestKeys;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.Field;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Date;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpStatus;

/** Every set-up mistake, as each provider answers it, goes through the real code exchange and gets its own name. */
class SignInFaultTests {

    private static final String ENTRA = "https://login.microsoftonline.com/8b87af7d-8647-4dc7-8df4-5f69a2011bb5/v2.0";
    private static final String OKTA = "https://acme.okta.com";
    private static final String GOOGLE = "https://accounts.google.com";
    private static final String AUTH0 = "https://acme.eu.auth0.com/";
    private static final String KEYCLOAK = "https://sso.acme.com/realms/staff";
    private static final String OTHER = "https://id.acme.com";

    private static final String SECRET_ID = "2f0c1c5e-6a0b-4d0e-9d56-0a6c3f1f7d11";
    private static final String TRACE = " Trace ID: 18ca6aad-314e-4069-9bb3-ddf8cd312100"
            + " Correlation ID: 5cdbfdc4-bb99-48ca-b411-f53541f6ed62 Timestamp: 2026-11-25 11:14:02Z";
    private static final String ENTRA_WRONG_SECRET = "AADSTS7000215: Invalid client secret provided. Ensure the secret"
            + " being sent in the request is the client secret value, not the client secret ID, for a secret added to"
            + " app '6731de76-14a6-49ae-97bc-6eba6914391e'." + TRACE;

    static Stream<Arguments> answersOfTokenEndpoints() {
        return Stream.of(
                arguments(ENTRA, "invalid_client", ENTRA_WRONG_SECRET, Fault.WRONG_SECRET),
                arguments(
                        ENTRA,
                        "invalid_client",
                        "AADSTS7000222: The provided client secret keys for app '6731de76-14a6-49ae-97bc-6eba6914391e'"
                                + " are expired. Visit the Azure portal to create new keys for your app." + TRACE,
                        Fault.SECRET_EXPIRED),
                arguments(
                        ENTRA,
                        "unauthorized_client",
                        "AADSTS700016: Application with identifier 'x' was not found in the directory 'Acme'." + TRACE,
                        Fault.UNKNOWN_CLIENT),
                arguments(
                        ENTRA,
                        "invalid_client",
                        "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or"
                                + " 'client_secret'." + TRACE,
                        Fault.WRONG_CLIENT_AUTHENTICATION),
                arguments(
                        ENTRA,
                        "invalid_grant",
                        "AADSTS50011: The redirect URI 'https://portal.example/organizations/acme/oidc/consume' does"
                                + " not match the redirect URIs configured for the application." + TRACE,
                        Fault.REDIRECT_MISMATCH),
                arguments(
                        ENTRA,
                        "invalid_grant",
                        "AADSTS500112: The reply address does not match the reply address provided when requesting"
                                + " Authorization code." + TRACE,
                        Fault.REDIRECT_MISMATCH),
                arguments(
                        ENTRA,
                        "invalid_grant",
                        "AADSTS65001: The user or administrator has not consented to use the application." + TRACE,
                        Fault.CONSENT_MISSING),
                arguments(
                        ENTRA,
                        "invalid_grant",
                        "AADSTS50105: Your administrator has configured the application to block users unless they are"
                                + " specifically granted ('assigned') access to the application." + TRACE,
                        Fault.NOT_ASSIGNED),
                arguments(
                        ENTRA,
                        "invalid_grant",
                        "AADSTS54005: OAuth2 Authorization code was already redeemed." + TRACE,
                        Fault.INVALID_GRANT),
                arguments(
                        OKTA,
                        "invalid_client",
                        "The client secret supplied for a confidential client is invalid.",
                        Fault.WRONG_SECRET),
                arguments(OKTA, "invalid_client", "Invalid value for 'client_id' parameter.", Fault.UNKNOWN_CLIENT),
                arguments(
                        OKTA,
                        "invalid_client",
                        "Client authentication method not supported: use client_secret_post.",
                        Fault.WRONG_CLIENT_AUTHENTICATION),
                arguments(
                        OKTA,
                        "invalid_grant",
                        "The 'redirect_uri' does not match the redirection URI used in the authorization request.",
                        Fault.REDIRECT_MISMATCH),
                arguments(
                        OKTA,
                        "invalid_grant",
                        "The authorization code is invalid or has expired.",
                        Fault.INVALID_GRANT),
                arguments(AUTH0, "access_denied", "Unauthorized", Fault.WRONG_SECRET),
                arguments(AUTH0, "access_denied", "Unknown client: abc", Fault.UNKNOWN_CLIENT),
                arguments(AUTH0, "unauthorized_client", "Unknown client: abc", Fault.UNKNOWN_CLIENT),
                arguments(
                        AUTH0,
                        "unauthorized_client",
                        "Grant type 'authorization_code' not allowed for the client.",
                        Fault.FLOW_NOT_ALLOWED),
                arguments(
                        AUTH0,
                        "invalid_grant",
                        "The redirect URI is wrong. You sent https://a, and we expected https://b",
                        Fault.REDIRECT_MISMATCH),
                arguments(AUTH0, "invalid_grant", "Invalid authorization code", Fault.INVALID_GRANT),
                arguments(
                        KEYCLOAK,
                        "unauthorized_client",
                        "Invalid client or Invalid client credentials",
                        Fault.WRONG_SECRET),
                arguments(
                        KEYCLOAK,
                        "invalid_client",
                        "Invalid client or Invalid client credentials",
                        Fault.UNKNOWN_CLIENT),
                arguments(KEYCLOAK, "unauthorized_client", "Invalid client secret", Fault.WRONG_SECRET),
                arguments(
                        KEYCLOAK,
                        "invalid_client",
                        "Parameter client_assertion_type is missing",
                        Fault.WRONG_CLIENT_AUTHENTICATION),
                arguments(KEYCLOAK, "invalid_grant", "Incorrect redirect_uri", Fault.REDIRECT_MISMATCH),
                arguments(KEYCLOAK, "invalid_grant", "Code not valid", Fault.INVALID_GRANT),
                arguments(GOOGLE, "invalid_client", "Unauthorized", Fault.WRONG_SECRET),
                arguments(GOOGLE, "invalid_client", "The provided client secret is invalid.", Fault.WRONG_SECRET),
                arguments(GOOGLE, "invalid_client", "The OAuth client was not found.", Fault.UNKNOWN_CLIENT),
                arguments(GOOGLE, "redirect_uri_mismatch", "Bad Request", Fault.REDIRECT_MISMATCH),
                arguments(GOOGLE, "invalid_request", "client_secret is missing.", Fault.WRONG_CLIENT_AUTHENTICATION),
                arguments(GOOGLE, "invalid_grant", "Malformed auth code.", Fault.INVALID_GRANT),
                arguments(
                        OTHER,
                        "invalid_client",
                        "Client authentication failed (e.g., unknown client, no client authentication included, or"
                                + " unsupported authentication method).",
                        Fault.WRONG_SECRET),
                arguments(
                        OTHER,
                        "invalid_client",
                        "Client authentication failed (e.g., unknown client, no client authentication included, or"
                                + " unsupported authentication method). The OAuth 2.0 Client supports client"
                                + " authentication method 'client_secret_post', but method 'client_secret_basic' was"
                                + " requested.",
                        Fault.WRONG_CLIENT_AUTHENTICATION),
                arguments(
                        OTHER,
                        "invalid_client",
                        "Client authentication failed: authentication_method",
                        Fault.WRONG_CLIENT_AUTHENTICATION),
                arguments(OTHER, "invalid_scope", "", Fault.SCOPE_REFUSED),
                arguments(OTHER, "temporarily_unavailable", "", Fault.PROVIDER_ERROR),
                arguments(OTHER, "a_new_error", "", Fault.UNEXPECTED_ANSWER));
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("answersOfTokenEndpoints")
    void namesWhatATokenEndpointAnswers(String issuer, String error, String description, Fault fault) {
        Diagnosis diagnosis =
                new FakeProvider(issuer).refusing(error, description).diagnosis();

        assertThat(diagnosis.fault()).isEqualTo(fault);
        assertThat(diagnosis.step()).isEqualTo("token endpoint");
        assertThat(diagnosis.said()).startsWith(error);
    }

    @Test
    void tellsASecretIdFromAWrongSecretByTheSecretItself() {
        Diagnosis diagnosis = new FakeProvider(ENTRA, SECRET_ID)
                .refusing("invalid_client", ENTRA_WRONG_SECRET)
                .diagnosis();

        assertThat(diagnosis.fault()).isEqualTo(Fault.SECRET_ID_PASTED);
        assertThat(diagnosis.fault().field()).isEqualTo(Field.CLIENT_SECRET);
        assertThat(diagnosis.said())
                .isEqualTo("invalid_client AADSTS7000215 Trace ID: 18ca6aad-314e-4069-9bb3-ddf8cd312100"
                        + " Correlation ID: 5cdbfdc4-bb99-48ca-b411-f53541f6ed62");
    }

    @Test
    void aGuidIsAnOrdinarySecretElsewhere() {
        FakeProvider keycloak = new FakeProvider(KEYCLOAK, SECRET_ID);

        assertThat(keycloak.refusing("unauthorized_client", "Invalid client or Invalid client credentials")
                        .diagnosis()
                        .fault())
                .isEqualTo(Fault.WRONG_SECRET);
    }

    @Test
    void aKeyThatTheProviderDoesNotKnowIsNoWrongSecret() {
        for (String answer : new String[] {
            "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered."
                    + TRACE,
            "Client authentication with signed JWT failed: Signature on JWT token failed validation",
            "The client_assertion token signature is invalid."
        }) {
            assertThat(new FakeProvider(ENTRA, TestKeys.rsaPem())
                            .withKey()
                            .refusing("invalid_client", answer)
                            .diagnosis()
                            .fault())
                    .as(answer)
                    .isEqualTo(Fault.WRONG_KEY);
        }
    }

    @Test
    void aProviderThatTakesNoKeysIsSentNothing() {
        assertThat(new FakeProvider(GOOGLE, TestKeys.rsaPem()).withKey().refusalOfMetadata())
                .contains("token_endpoint_auth_methods_supported: [client_secret_basic] (expected: private_key_jwt");
    }

    static Stream<Arguments> idTokens() {
        Instant now = Instant.now();
        return Stream.of(
                idToken("iss", FakeProvider.KEY, claims -> claims.issuer("https://other.example"), Fault.WRONG_ISSUER),
                idToken("no iss", FakeProvider.KEY, claims -> claims.issuer(null), Fault.WRONG_ISSUER),
                idToken("aud", FakeProvider.KEY, claims -> claims.audience("another"), Fault.WRONG_AUDIENCE),
                idToken("azp", FakeProvider.KEY, claims -> claims.claim("azp", "another"), Fault.WRONG_AUDIENCE),
                idToken("signature", FakeProvider.OTHER_KEY, claims -> {}, Fault.BAD_SIGNATURE),
                idToken("exp", FakeProvider.KEY, times(now.minusSeconds(900), now.minusSeconds(90)), Fault.CLOCK_SKEW),
                idToken("iat", FakeProvider.KEY, times(now.plusSeconds(120), now.plusSeconds(900)), Fault.CLOCK_SKEW),
                idToken(
                        "nbf",
                        FakeProvider.KEY,
                        claims -> claims.notBeforeTime(Date.from(now.plusSeconds(120))),
                        Fault.CLOCK_SKEW),
                idToken("nonce", FakeProvider.KEY, claims -> claims.claim("nonce", "x"), Fault.WRONG_NONCE),
                idToken("sub", FakeProvider.KEY, claims -> claims.subject(null), Fault.UNEXPECTED_ANSWER));
    }

    private static Arguments idToken(String name, RSAKey key, Consumer<JWTClaimsSet.Builder> change, Fault fault) {
        return arguments(name, key, change, fault);
    }

    private static Consumer<JWTClaimsSet.Builder> times(Instant issued, Instant expires) {
        return claims -> claims.issueTime(Date.from(issued)).expirationTime(Date.from(expires));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("idTokens")
    void namesWhatIsWrongWithAnIdToken(String name, RSAKey key, Consumer<JWTClaimsSet.Builder> change, Fault fault) {
        for (String issuer : new String[] {ENTRA, OKTA, GOOGLE, AUTH0, KEYCLOAK}) {
            Diagnosis diagnosis = new FakeProvider(issuer).issuing(key, change).diagnosis();

            assertThat(diagnosis.fault())
                    .as(issuer + " " + name + ": " + diagnosis)
                    .isEqualTo(fault);
            assertThat(diagnosis.step()).isEqualTo("ID token");
        }
    }

    @Test
    void anIdTokenWithoutASignatureIsABadOne() {
        String unsigned = new PlainJWT(new JWTClaimsSet.Builder().issuer(OTHER).build()).serialize();

        assertThat(new FakeProvider(OTHER).issuing(unsigned).diagnosis().fault())
                .isEqualTo(Fault.BAD_SIGNATURE);
        assertThat(new FakeProvider(OTHER).issuing("no token").diagnosis().fault())
                .isEqualTo(Fault.UNEXPECTED_ANSWER);
    }

    @Test
    void saysWhichIssuerWasFoundAndWhichIsExpected() {
        Diagnosis diagnosis = new FakeProvider(OKTA)
                .issuing(FakeProvider.KEY, claims -> claims.issuer(OKTA + "/oauth2/default"))
                .diagnosis();

        assertThat(diagnosis.said())
                .isEqualTo("iss: https://acme.okta.com/oauth2/default (expected: https://acme.okta.com)");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(ReadTimeoutException.INSTANCE, Fault.TIMEOUT, Field.EGRESS),
                arguments(new ConnectTimeoutException("timed out"), Fault.TIMEOUT, Field.EGRESS),
                arguments(new ConnectException("Connection refused"), Fault.CONNECTION_REFUSED, Field.EGRESS),
                arguments(new IOException("Connection reset by peer"), Fault.CONNECTION_REFUSED, Field.EGRESS),
                arguments(new UnknownHostException("id.acme.com"), Fault.NO_SUCH_HOST, Field.ISSUER),
                arguments(new SSLHandshakeException("PKIX path building failed"), Fault.TLS_ERROR, Field.EGRESS));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void namesWhatKeepsAnAnswerAway(Throwable failure, Fault fault, Field field) {
        Diagnosis diagnosis = new FakeProvider(OTHER).failingWith(failure).diagnosis();

        assertThat(diagnosis.fault()).isEqualTo(fault);
        assertThat(diagnosis.fault().field()).isEqualTo(field);
        assertThat(diagnosis.said()).startsWith("https://p.example/token: ");
    }

    @Test
    void aPageInsteadOfATokenIsUnexpected() {
        Diagnosis diagnosis = new FakeProvider(OTHER)
                .answering(HttpStatus.BAD_GATEWAY, "<html>")
                .diagnosis();

        assertThat(diagnosis.fault()).isEqualTo(Fault.UNEXPECTED_ANSWER);
        assertThat(diagnosis.step()).isEqualTo("token endpoint");
    }

    /** Providers repeat what they were sent, and anybody writes what the browser brings. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("answersOfTokenEndpoints")
    @Proves("SEC-59")
    void neverRepeatsASecretACodeOrAToken(String issuer, String error, String description, Fault fault) {
        FakeProvider provider = new FakeProvider(issuer);
        String token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";
        String repeated =
                " You sent %s with %s, %s and hunter2. ".formatted(FakeProvider.CODE, FakeProvider.SECRET, token);

        for (Diagnosis diagnosis : new Diagnosis[] {
            provider.refusing(error, repeated + description + repeated).diagnosis(),
            provider.refusing(token, repeated).diagnosis(),
            Diagnosis.ofAuthorization(error, repeated + description + repeated),
            Diagnosis.ofAuthorization(FakeProvider.SECRET, repeated),
            new Diagnosis(fault, "discovery", token + " " + FakeProvider.SECRET + " " + FakeProvider.CODE)
        }) {
            assertThat(diagnosis
                            .refusal(
                                    io.gatehouse.fixture.TestOrganizations.acme()
                                            .name(),
                                    provider.settings().issuer().provider())
                            .cause())
                    .doesNotContain(FakeProvider.CODE, FakeProvider.SECRET, token, "hunter2", "eyJ", "Qq81Zz")
                    .doesNotContain("the-authorization-code");
            assertThat(diagnosis.said()).hasSizeLessThanOrEqualTo(300).doesNotContainPattern("\\p{Cntrl}");
        }
    }
}

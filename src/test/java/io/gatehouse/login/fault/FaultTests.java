package io.gatehouse.login.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of faults is whole, and the answers that come with the browser find their line in it. */
class FaultTests {

    static Stream<Arguments> answersInTheBrowser() {
        return Stream.of(
                // Entra
                arguments("access_denied", "AADSTS50105: Your administrator has configured …", Fault.NOT_ASSIGNED),
                arguments("access_denied", "AADSTS65004: User declined to consent …", Fault.CONSENT_MISSING),
                arguments("consent_required", "AADSTS65001: The user or administrator …", Fault.CONSENT_MISSING),
                arguments("access_denied", "AADSTS90094: The grant requires admin permission.", Fault.CONSENT_MISSING),
                arguments("invalid_client", "AADSTS650053: asked for scope 'groups' …", Fault.SCOPE_REFUSED),
                arguments("invalid_request", "AADSTS50011: The redirect URI …", Fault.REDIRECT_MISMATCH),
                arguments("unauthorized_client", "AADSTS700016: Application …", Fault.UNKNOWN_CLIENT),
                // Okta
                arguments("access_denied", "User is not assigned to the client application.", Fault.NOT_ASSIGNED),
                arguments(
                        "access_denied",
                        "Policy evaluation failed for this request, please check the policy configurations.",
                        Fault.NOT_ASSIGNED),
                arguments("invalid_scope", "One or more scopes are not configured …", Fault.SCOPE_REFUSED),
                arguments(
                        "access_denied",
                        "The resource owner or authorization server denied the request.",
                        Fault.ACCESS_DENIED),
                // Auth0
                arguments("access_denied", "User did not authorize the request", Fault.ACCESS_DENIED),
                arguments("access_denied", "Service not found: https://api.acme.com", Fault.WRONG_AUDIENCE),
                arguments(
                        "invalid_request",
                        "client requires organization membership, but user is not part of the" + " org_1 organization",
                        Fault.NOT_ASSIGNED),
                arguments("unauthorized_client", "Callback URL mismatch.", Fault.REDIRECT_MISMATCH),
                arguments("unauthorized_client", "Unknown client: abc", Fault.UNKNOWN_CLIENT),
                arguments("consent_required", "Consent required", Fault.CONSENT_MISSING),
                // Keycloak
                arguments(
                        "unauthorized_client",
                        "Client is not allowed to initiate browser login with given response_type. Standard flow is"
                                + " disabled for the client.",
                        Fault.FLOW_NOT_ALLOWED),
                arguments("invalid_scope", "Invalid scopes: openid groups", Fault.SCOPE_REFUSED),
                arguments("access_denied", "", Fault.ACCESS_DENIED),
                // Google
                arguments("access_denied", "", Fault.ACCESS_DENIED),
                arguments("admin_policy_enforced", "", Fault.CONSENT_MISSING),
                arguments("org_internal", "", Fault.NOT_ASSIGNED),
                // Everybody
                arguments("server_error", "", Fault.PROVIDER_ERROR),
                arguments("temporarily_unavailable", "", Fault.PROVIDER_ERROR),
                arguments("login_required", "", Fault.ACCESS_DENIED),
                arguments("<script>", "", Fault.ACCESS_DENIED));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("answersInTheBrowser")
    void namesWhatTheBrowserBringsBack(String error, String description, Fault fault) {
        assertThat(Diagnosis.ofAuthorization(error, description).fault()).isEqualTo(fault);
    }

    @Test
    void everyFaultHasAProblemOfItsOwn() {
        assertThat(Arrays.stream(Fault.values()).map(Fault::problem)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Problem.values())
                        .filter(problem -> problem.code().startsWith("GH-41")))
                .allMatch(problem -> Fault.of(problem).isPresent());
    }

    /** Texts are constants: there is no place in them for what a request or a configuration brought. */
    @ParameterizedTest
    @EnumSource
    void everyFaultSaysWhatToMendInPlainTextAtEveryProvider(Fault fault) {
        for (Issuer.Provider provider : Issuer.Provider.values()) {
            assertThat(fault.mend(provider))
                    .isNotBlank()
                    .doesNotContain("%", "{", "|", "\n")
                    .hasSizeLessThan(160)
                    .isEqualTo(Said.clean(fault.mend(provider)));
        }
    }

    @Test
    void theLogSaysWhereWhatAndWhatToMend() {
        Refusal refusal = new Diagnosis(Fault.WRONG_SECRET, "token endpoint", "invalid_client AADSTS7000215")
                .refusal(TestOrganizations.acme().name(), Issuer.Provider.ENTRA);

        assertThat(refusal.cause())
                .startsWith("sign-in: acme: token endpoint: invalid_client AADSTS7000215 (mend: client-secret: "
                        + "Certificates & secrets: copy the column Value, not Secret ID");
        assertThat(refusal.problem().code()).isEqualTo("GH-4101");
    }

    @Test
    void aNumberOfEntrasBringsEntrasWordsInItsNationalCloudsToo() {
        Diagnosis diagnosis = new Diagnosis(Fault.SECRET_EXPIRED, "token endpoint", "invalid_client AADSTS7000222");

        assertThat(diagnosis.mend(Issuer.Provider.OTHER)).isEqualTo(Fault.SECRET_EXPIRED.mend(Issuer.Provider.ENTRA));
    }

    @Test
    void aProvidersHostNamesAndScopesStayReadable() {
        String said = "https://my-company-keycloak-prod-eu1.internal.acme.com/realms/staff/.well-known/"
                + "openid-configuration: issuer http://10.0.0.1 (expected: token_endpoint_auth_methods_supported)";

        assertThat(Said.clean(said)).isEqualTo(said);
    }

    @Test
    void aVeryLongAnswerIsCutBeforeItIsRead() {
        assertThat(Said.clean("aB3".repeat(200_000))).isEqualTo("…");
        assertThat(Said.clean("a ".repeat(200_000))).hasSize(300);
    }
}

package io.gatehouse.login.fault;

import io.gatehouse.organization.provider.IdentityProvider;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/** Reads what Spring Security's code exchange ends with: its own error names, the provider's, and the way there. */
final class ExchangeFailures {

    private static final String TOKEN_ENDPOINT = "token endpoint";
    private static final String USER_INFO = "user info";

    private ExchangeFailures() {}

    static Diagnosis diagnosis(Throwable error, IdentityProvider settings) {
        String step = step(error);
        return known(error)
                .or(() -> ConnectionFailures.diagnosis(step, address(error, settings), error))
                .orElseGet(() -> error instanceof OAuth2AuthenticationException refused
                        ? refused(refused, step, settings)
                        : new Diagnosis(
                                Fault.UNEXPECTED_ANSWER, step, error.getClass().getSimpleName()));
    }

    private static Optional<Diagnosis> known(Throwable error) {
        return ConnectionFailures.causes(error)
                .filter(Diagnosed.class::isInstance)
                .map(cause -> ((Diagnosed) cause).diagnosis())
                .findFirst();
    }

    /** Where the request went; its query, if it had one, is nobody's business. */
    private static String address(Throwable error, IdentityProvider settings) {
        return ConnectionFailures.causes(error)
                .filter(WebClientRequestException.class::isInstance)
                .map(cause -> ((WebClientRequestException) cause).getUri().toString())
                .map(uri -> uri.replaceFirst("[?#].*", ""))
                .findFirst()
                .orElse(settings.issuer().toString());
    }

    private static String step(Throwable error) {
        if (error instanceof AuthenticationServiceException) {
            return USER_INFO;
        }
        return error instanceof OAuth2AuthenticationException refused
                ? switch (refused.getError().getErrorCode()) {
                    case "invalid_id_token", "invalid_nonce" -> IdTokenFailures.STEP;
                    case "invalid_user_info_response", "missing_user_info_uri", "missing_user_name_attribute" ->
                        USER_INFO;
                    default -> TOKEN_ENDPOINT;
                }
                : TOKEN_ENDPOINT;
    }

    private static Diagnosis refused(OAuth2AuthenticationException refused, String step, IdentityProvider settings) {
        OAuth2Error error = refused.getError();
        return switch (step) {
            case IdTokenFailures.STEP -> IdTokenFailures.diagnosis(refused, settings);
            case USER_INFO -> new Diagnosis(Fault.UNEXPECTED_ANSWER, step, error.getErrorCode());
            default ->
                Diagnosis.ofTokenEndpoint(
                        error.getErrorCode(), Objects.requireNonNullElse(error.getDescription(), ""), settings);
        };
    }
}

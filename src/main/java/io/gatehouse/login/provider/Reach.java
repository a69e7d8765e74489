package io.gatehouse.login.provider;

import io.gatehouse.organization.Organization;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * How identity providers are asked: those of the operator's files wherever they are, and what somebody typed into the
 * console on the internet only.
 *
 * @param operators for what stands in a file
 * @param typed for everything else
 */
public record Reach(WebClient operators, WebClient typed) {

    private static final String IDENTITY_PROVIDER = "identity-provider";

    static boolean isTyped(Organization organization) {
        return !organization.inFile().contains(IDENTITY_PROVIDER);
    }

    WebClient of(Organization organization) {
        return isTyped(organization) ? typed : operators;
    }
}

package io.gatehouse.api;

import io.gatehouse.apikey.ApiKey;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A request whose key allows it.
 *
 * @param organization with what its admins have entered, as this replica knows it
 * @param id from the path; empty where it has none
 * @param keyNow looks at the key once more; {@link io.gatehouse.problem.Refusal} 401 when it counts no more
 */
public record Call(ServerWebExchange exchange, Organization organization, ApiKey key, String id, Mono<ApiKey> keyNow) {

    public OrganizationName name() {
        return organization.name();
    }

    /** Who does it, for the audit. */
    public String actor() {
        return key.actor();
    }

    /** What stands behind the question mark. */
    public Query query() {
        return new Query(exchange.getRequest().getQueryParams());
    }

    /** Where something of this organization is in the API. */
    public String address(String below) {
        return Api.path(name()) + below;
    }
}

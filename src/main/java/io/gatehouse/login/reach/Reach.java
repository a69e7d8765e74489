package io.gatehouse.login.reach;

import io.gatehouse.login.reach.address.AddressRule;
import io.gatehouse.organization.Organization;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

/** How an organization's identity provider is asked. */
@FunctionalInterface
public interface Reach {

    /** Over connections of this organization's own. */
    WebClient of(Organization organization);

    /**
     * Identity providers of the operator's files wherever they are, but for metadata services; what somebody typed into
     * the console on the internet only, and where the operator allows it.
     *
     * @param loopbackToo whether what is typed may lead to this machine: for a gateway that is reached on loopback only
     * @param times sees every request
     */
    static Reach through(Egress egress, boolean loopbackToo, ExchangeFilterFunction times) {
        Http operators = new Http(egress, AddressRule.operators(), "of-operators");
        Http typed = new Http(egress, AddressRule.typed(egress.allowPrivate(), loopbackToo), "typed");
        return organization -> (isTyped(organization) ? typed : operators)
                .client(organization.providerName().toString())
                .mutate()
                .filter(times)
                .build();
    }

    /** Whether the identity provider was entered by somebody else than the operator. */
    static boolean isTyped(Organization organization) {
        return !organization.inFile().contains("identity-provider");
    }
}

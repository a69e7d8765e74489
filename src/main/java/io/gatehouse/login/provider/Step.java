package io.gatehouse.login.provider;

import java.util.Optional;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;

/** What an identity provider is asked for, as the timings tell it apart. */
public enum Step {
    DISCOVERY,
    JWKS,
    TOKEN,
    USERINFO,
    GROUPS;

    /** The same client, whose requests say which step they are. */
    public WebClient with(WebClient http) {
        return http.mutate()
                .defaultRequest(request -> request.attribute(Step.class.getName(), this))
                .build();
    }

    static Optional<Step> of(ClientRequest request) {
        return request.attribute(Step.class.getName()).map(Step.class::cast);
    }
}

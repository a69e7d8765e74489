package io.gatehouse.login.reach;

import io.gatehouse.login.fault.Fault;
import java.util.Optional;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;

/** What an identity provider is asked for: how faults and timings call it, and how much it may answer. */
public enum Step {
    DISCOVERY("discovery", Step.LARGEST_ANSWER, 4_000, Fault.NOT_METADATA),
    /** 64 keys of thirty members each. */
    JWKS("signing keys", Step.LARGEST_ANSWER, 4_000, Fault.UNEXPECTED_ANSWER),
    /** Of these and the next, as many as people are signing in may be held at once. */
    TOKEN("token endpoint", 128 * 1024, 2_000, Fault.UNEXPECTED_ANSWER),
    USERINFO("user info", 128 * 1024, 2_000, Fault.UNEXPECTED_ANSWER),
    /** A page has 2,046 ids at most, and no more than 3,400 fit into it. */
    GROUPS("Microsoft Graph", 128 * 1024, 4_000, Fault.GRAPH_REFUSED);

    /** In bytes. */
    static final int LARGEST_ANSWER = 512 * 1024;

    private final String title;
    private final int largest;
    private final int mostTokens;
    private final Fault unreadable;

    Step(String title, int largest, int mostTokens, Fault unreadable) {
        this.title = title;
        this.largest = largest;
        this.mostTokens = mostTokens;
        this.unreadable = unreadable;
    }

    /** The same client, whose requests say which step they are. */
    public WebClient with(WebClient http) {
        return http.mutate()
                .defaultRequest(request -> request.attribute(Step.class.getName(), this))
                .build();
    }

    /** In plain words, as a {@code Diagnosis} names it. */
    public String title() {
        return title;
    }

    /** How many bytes an answer may have. */
    int largest() {
        return largest;
    }

    /** How many tokens of JSON an answer may have: each name, each value, each bracket and brace. */
    int mostTokens() {
        return mostTokens;
    }

    /** What it is when there is an answer that is none. */
    public Fault unreadable() {
        return unreadable;
    }

    static Optional<Step> of(ClientRequest request) {
        return request.attribute(Step.class.getName()).map(Step.class::cast);
    }
}

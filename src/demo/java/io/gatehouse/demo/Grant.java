package io.gatehouse.demo;

/** What one sign-in allowed the gateway; its code and all its tokens are ended together. */
record Grant(String id, SignOn signOn, AuthorizationRequest request) {

    static Grant of(SignOn signOn, AuthorizationRequest request) {
        return new Grant(Digests.random(), signOn, request);
    }

    DemoUser user() {
        return signOn.user();
    }
}

package io.gatehouse.demo;

import io.gatehouse.demo.DemoIdentityProvider.Options;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where people sign in: one press on their name, and they go back to the gateway with a code. */
final class AuthorizePage {

    private final Options options;
    private final URI issuer;
    private final SignOns signOns;
    private final Grants grants;
    private final Tokens tokens;

    AuthorizePage(Options options, URI issuer, SignOns signOns, Grants grants, Tokens tokens) {
        this.options = options;
        this.issuer = issuer;
        this.signOns = signOns;
        this.grants = grants;
        this.tokens = tokens;
    }

    Answer answer(Call call) {
        Parameters query = call.query();
        if (!query.get("client_id").equals(options.clientId())) {
            return refused("The application that sent you here is not registered with " + options.name() + ".");
        }
        // Never redirect to an address that is not registered, not even with an error.
        if (!options.redirectUris().test(query.get("redirect_uri"))) {
            return refused("The address you would go back to is not registered with " + options.name() + ".");
        }
        AuthorizationRequest request = AuthorizationRequest.of(query);
        Optional<OAuthError> wrong = AuthorizationRequest.wrong(query);
        if (wrong.isPresent()) {
            return back(request, wrong.get());
        }
        return call.isPost() ? chosen(call, request) : asked(call, request);
    }

    private Answer asked(Call call, AuthorizationRequest request) {
        Optional<SignOn> signOn = signOns.find(call)
                .filter(one -> request.accepts(one, Instant.now()))
                .filter(one -> isMeant(one.user(), request));
        if (signOn.isPresent()) {
            return back(request, signOn.get());
        }
        return request.isSilent()
                ? back(request, new OAuthError("login_required", "nobody is signed in"))
                : choices(call);
    }

    private Answer chosen(Call call, AuthorizationRequest request) {
        String username = call.form().get("username");
        if (username.isEmpty()) {
            return back(request, new OAuthError("access_denied", "the person chose not to sign in"));
        }
        Optional<DemoUser> user = options.users().stream()
                .filter(one -> one.username().equals(username))
                .findFirst();
        if (user.isEmpty()) {
            return choices(call);
        }
        SignOn signOn = signOns.begin(user.get());
        return signOns.remember(signOn, back(request, signOn));
    }

    private boolean isMeant(DemoUser user, AuthorizationRequest request) {
        return request.idTokenHint().isEmpty()
                || tokens.recognise(request.idTokenHint())
                        .filter(claims -> user.subject().equals(claims.getSubject()))
                        .isPresent();
    }

    private Answer back(AuthorizationRequest request, SignOn signOn) {
        return back(request, Map.of("code", grants.issue(Grants.Kind.CODE, Grant.of(signOn, request))));
    }

    private Answer back(AuthorizationRequest request, OAuthError error) {
        return back(request, Map.of("error", error.error(), "error_description", error.description()));
    }

    private Answer back(AuthorizationRequest request, Map<String, String> result) {
        Map<String, String> parameters = new LinkedHashMap<>(result);
        if (!request.state().isEmpty()) {
            parameters.put("state", request.state());
        }
        parameters.put("iss", issuer.toString());
        return Answer.redirect(request.redirectUri(), parameters);
    }

    private Answer choices(Call call) {
        List<Map<String, String>> people =
                options.users().stream().map(AuthorizePage::choice).toList();
        return Pages.page(
                200,
                "sign-in",
                Map.of("name", options.name(), "action", "authorize?" + call.rawQuery(), "people", people));
    }

    private static Map<String, String> choice(DemoUser user) {
        return Map.of(
                "username", user.username(),
                "name", user.name(),
                "initial", user.name().substring(0, 1),
                "email", user.email(),
                "groups", String.join(", ", user.groups()));
    }

    private Answer refused(String text) {
        return Pages.page(
                400, "message", Map.of("name", options.name(), "title", "You cannot sign in from there", "text", text));
    }
}

package io.gatehouse.demo;

import com.nimbusds.jwt.JWTClaimsSet;
import io.gatehouse.demo.DemoIdentityProvider.Options;
import java.util.Map;
import java.util.Optional;

/** Signs out of the identity provider, and goes back to the gateway when it has registered where (RP-initiated logout). */
final class LogoutPage {

    private final Options options;
    private final SignOns signOns;
    private final Grants grants;
    private final Tokens tokens;

    LogoutPage(Options options, SignOns signOns, Grants grants, Tokens tokens) {
        this.options = options;
        this.signOns = signOns;
        this.grants = grants;
        this.tokens = tokens;
    }

    Answer answer(Call call) {
        Parameters parameters = call.queryOrForm();
        Optional<JWTClaimsSet> hint = tokens.recognise(parameters.get("id_token_hint"));
        hint.map(claims -> String.valueOf(claims.getClaim("sid"))).ifPresent(this::end);
        boolean known = hint.isPresent() || parameters.get("client_id").equals(options.clientId());
        return signOns.forget(next(parameters, known));
    }

    private void end(String sid) {
        signOns.end(sid);
        grants.end(sid);
    }

    private Answer next(Parameters parameters, boolean known) {
        String uri = parameters.get("post_logout_redirect_uri");
        if (uri.isEmpty()) {
            return message(200, "Your next sign-in will ask who you are.");
        }
        if (!known || !options.postLogoutRedirectUris().test(uri)) {
            return message(400, "The address you would go back to is not registered with " + options.name() + ".");
        }
        return Answer.redirect(uri, parameters.has("state") ? Map.of("state", parameters.get("state")) : Map.of());
    }

    private Answer message(int status, String text) {
        return Pages.page(
                status,
                "message",
                Map.of("name", options.name(), "title", "You are signed out of " + options.name(), "text", text));
    }
}

package io.gatehouse.demo;

import io.gatehouse.demo.DemoIdentityProvider.Options;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The addresses of an OpenID provider, and who answers at each. */
final class OpenIdEndpoints {

    static final String DISCOVERY = "/.well-known/openid-configuration";
    static final String JWKS = "/jwks";
    static final String AUTHORIZE = "/authorize";
    static final String TOKEN = "/token";
    static final String USERINFO = "/userinfo";
    static final String LOGOUT = "/logout";

    private final Options options;
    private final URI issuer;
    private final URI base;
    private final Tokens tokens;
    private final AuthorizePage authorizePage;
    private final TokenEndpoint tokenEndpoint;
    private final LogoutPage logoutPage;
    private final Map<String, Integer> requests = new ConcurrentHashMap<>();

    OpenIdEndpoints(Options options, URI issuer) {
        this.options = options;
        this.issuer = issuer;
        // Some issuers end in a slash; no endpoint has two.
        this.base = URI.create(issuer.toString().replaceAll("/$", ""));
        Grants grants = new Grants();
        SignOns signOns = new SignOns(options.name(), base.getPath() + AUTHORIZE);
        tokens = new Tokens(issuer, options.clientId());
        authorizePage = new AuthorizePage(options, issuer, signOns, grants, tokens);
        tokenEndpoint = new TokenEndpoint(options, grants, tokens);
        logoutPage = new LogoutPage(options, signOns, grants, tokens);
    }

    int requests(String path) {
        return requests.getOrDefault(path, 0);
    }

    void takeOnly(String clientSecret) {
        tokenEndpoint.takeOnly(clientSecret);
    }

    void changeKey() {
        tokens.changeKey();
    }

    Answer answer(Call call) {
        if (!call.path().startsWith(base.getPath())) {
            return notFound();
        }
        String path = call.path().substring(base.getPath().length());
        requests.merge(path, 1, Integer::sum);
        return switch (path) {
            case DISCOVERY -> shared(Answer.json(200, metadata()));
            case JWKS -> shared(Answer.json(200, tokens.publicKeys()));
            case AUTHORIZE -> authorizePage.answer(call);
            case TOKEN -> call.isPost() ? tokenEndpoint.token(call) : postOnly();
            case USERINFO -> tokenEndpoint.userinfo(call);
            case LOGOUT -> logoutPage.answer(call);
            case "/style.css" -> Pages.style(options.accent());
            case "/icon.svg" -> Pages.icon(options.accent());
            default -> notFound();
        };
    }

    private Map<String, Object> metadata() {
        return Map.ofEntries(
                Map.entry("issuer", issuer.toString()),
                Map.entry("authorization_endpoint", base + AUTHORIZE),
                Map.entry("token_endpoint", base + TOKEN),
                Map.entry("userinfo_endpoint", base + USERINFO),
                Map.entry("jwks_uri", base + JWKS),
                Map.entry("end_session_endpoint", base + LOGOUT),
                Map.entry("scopes_supported", List.of("openid", "profile", "email", "offline_access")),
                Map.entry("response_types_supported", List.of("code")),
                Map.entry("response_modes_supported", List.of("query")),
                Map.entry("grant_types_supported", List.of("authorization_code", "refresh_token")),
                Map.entry("subject_types_supported", List.of("public")),
                Map.entry("id_token_signing_alg_values_supported", List.of("RS256")),
                Map.entry(
                        "token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post")),
                Map.entry("code_challenge_methods_supported", List.of("S256")),
                Map.entry("prompt_values_supported", List.of("none", "login", "select_account")),
                Map.entry("claims_supported", Tokens.CLAIMS),
                Map.entry("authorization_response_iss_parameter_supported", true));
    }

    private Answer notFound() {
        return Pages.page(
                404,
                "message",
                Map.of(
                        "name",
                        options.name(),
                        "title",
                        "This is where people of " + options.name() + " sign in",
                        "text",
                        "There is nothing else at this address. Open the portal you want to use instead."));
    }

    private static Answer postOnly() {
        return Answer.text(405, "This address takes POST only.").with("Allow", "POST");
    }

    private static Answer shared(Answer answer) {
        answer.headers().set("Cache-Control", "public, max-age=300");
        return answer;
    }
}

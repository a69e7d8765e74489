package io.gatehouse.login.answer;

import io.gatehouse.identity.Account;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.reach.Step;
import io.gatehouse.organization.Organization;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcReactiveOAuth2UserService;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserSource;
import org.springframework.security.oauth2.client.userinfo.DefaultReactiveOAuth2UserService;
import org.springframework.security.oauth2.client.userinfo.ReactiveOAuth2UserService;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import reactor.core.publisher.Mono;

/** When the user info endpoint is asked, and what is believed of its answer: nothing that the ID token says otherwise. */
public final class UserInfo {

    private static final String EMAIL = "email";
    private static final String EMAIL_VERIFIED = "email_verified";

    private UserInfo() {}

    /** Errors are Spring Security's, or a {@link SignInRefused}. */
    public static ReactiveOAuth2UserService<OidcUserRequest, OidcUser> of(
            Provider provider, Organization organization) {
        DefaultReactiveOAuth2UserService endpoint = new DefaultReactiveOAuth2UserService();
        endpoint.setWebClient(Step.USERINFO.with(provider.http()));
        OidcReactiveOAuth2UserService users = new OidcReactiveOAuth2UserService();
        users.setOauth2UserService(request -> endpoint.loadUser(request).switchIfEmpty(Mono.error(UserInfo::noAnswer)));
        users.setRetrieveUserInfo(request -> isNeeded(request, organization));
        users.setClaimTypeConverterFactory(client -> claims -> claims); // "true" stays a text, and vouches for nothing
        users.setOidcUserConverter(source -> Mono.just(joined(source)));
        return users;
    }

    /** Asked only for what this organization's rules read and the ID token does not say: a round trip saved otherwise. */
    private static boolean isNeeded(OidcUserRequest request, Organization organization) {
        boolean offered = request.getClientRegistration()
                        .getProviderDetails()
                        .getUserInfoEndpoint()
                        .getUri()
                != null;
        Map<String, Object> claims = request.getIdToken().getClaims();
        if (Account.of(claims).isEntra()) {
            return false; // there it is Microsoft Graph's, and says nothing that the ID token could not
        }
        boolean readsVerifiedAddresses =
                !organization.admins().isEmpty() || !organization.pilot().isEmpty();
        boolean complete = claims.containsKey(EMAIL)
                && (claims.containsKey(EMAIL_VERIFIED) || !readsVerifiedAddresses)
                && !organization.roles().claim().read(claims).isEmpty();
        return offered && !complete;
    }

    /** The ID token's claims win; and what is said of an address is said of that address only. */
    private static OidcUser joined(OidcUserSource source) {
        OidcIdToken idToken = source.getUserRequest().getIdToken();
        OidcUserInfo userInfo = source.getUserInfo();
        if (userInfo == null) {
            return new DefaultOidcUser(null, idToken);
        }
        Map<String, Object> claims = new HashMap<>(userInfo.getClaims());
        Object address = idToken.getClaim(EMAIL);
        if (address != null && !Objects.equals(address, claims.get(EMAIL))) {
            claims.remove(EMAIL_VERIFIED);
        }
        if (address == null && claims.containsKey(EMAIL) && idToken.hasClaim(EMAIL_VERIFIED)) {
            claims.remove(EMAIL);
        }
        return new DefaultOidcUser(null, idToken, new OidcUserInfo(claims));
    }

    private static SignInRefused noAnswer() {
        return new SignInRefused(
                Fault.UNEXPECTED_ANSWER, Step.USERINFO.title(), "an empty answer (expected: claims as JSON)");
    }
}

package io.gatehouse.login.token;

import io.gatehouse.identity.Account;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import java.util.TreeSet;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Refuses accounts that are not the organization's where the issuer serves everybody. It looks into the signed ID token: what
 * the authorization request asks for ({@code hd}, {@code domain_hint}) is the browser's to change.
 */
public final class OwnAccounts {

    private final IdentityProvider settings;

    public OwnAccounts(IdentityProvider settings) {
        this.settings = settings;
    }

    /** @throws SignInRefused which names the tenant or domain that was found */
    public void check(Jwt verified) {
        Account account = Account.of(verified.getClaims());
        if (!settings.isHome(account.home())) {
            throw new SignInRefused(refused(account.home().orElse("none")));
        }
    }

    private Diagnosis refused(String home) {
        return settings.issuer().provider() == Issuer.Provider.GOOGLE
                ? new Diagnosis(
                        Fault.OTHER_DOMAIN,
                        "ID token",
                        "hd: " + home + " (expected: one of "
                                + new TreeSet<>(settings.accounts().hostedDomains()) + ")")
                : new Diagnosis(
                        Fault.OTHER_TENANT,
                        "ID token",
                        "tid: " + home + " (expected: one of "
                                + new TreeSet<>(settings.accounts().tenants()) + ")");
    }
}

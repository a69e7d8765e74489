package io.gatehouse.api.settings;

import io.gatehouse.api.Mistake;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.secret.Secret;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SignOn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The sign-on that somebody wants, with the secrets that they have not sent again. */
final class WantedSignOn {

    private static final Secret HIDDEN = Secret.of(SettingsFile.HIDDEN);

    private final Organization file;
    private final Organization before;
    private final Settings settings;

    WantedSignOn(Organization file, Organization before, Settings settings) {
        this.file = file;
        this.before = before;
        this.settings = settings;
    }

    /** @param withClaim whether the claim with the groups was sent too */
    SignOn of(Organization read, boolean withClaim) {
        IdentityProvider provider = read.identityProvider()
                .orElseThrow(() -> Mistake.refusal(
                        Settings.IDENTITY_PROVIDER, "missing (expected: as it is; sso: off is how nobody gets in)"));
        ClaimPath claim = withClaim ? read.roles().claim() : before.roles().claim();
        return new SignOn(withSecrets(provider), claim);
    }

    /** The present one with another claim. */
    SignOn withClaim(ClaimPath claim) {
        if (file.inFile().contains(Settings.IDENTITY_PROVIDER)) {
            throw Mistake.refusal(
                    "roles.claim", "goes with identity-provider in the operator’s file (expected: as it is there)");
        }
        return settings.present()
                .map(present -> new SignOn(present.identityProvider(), claim))
                .orElseThrow(() -> Mistake.refusal(
                        "roles.claim", "without an identity provider (expected: together with identity-provider)"));
    }

    private IdentityProvider withSecrets(IdentityProvider sent) {
        if (!sent.clientSecrets().contains(HIDDEN)) {
            return sent;
        }
        List<Secret> kept = kept(sent);
        List<Secret> secrets = new ArrayList<>();
        for (int i = 0; i < sent.clientSecrets().size(); i++) {
            Secret secret = sent.clientSecrets().get(i);
            if (secret.equals(HIDDEN) && i >= kept.size()) {
                throw Mistake.refusal(
                        "identity-provider.client-secret",
                        SettingsFile.HIDDEN
                                + " (expected: the secret’s value; another client id or issuer needs its secret again)");
            }
            secrets.add(secret.equals(HIDDEN) ? kept.get(i) : secret);
        }
        return sent.withSecrets(secrets);
    }

    /** A secret goes with its client: at another issuer or for another client it would be sent to whom it is not for. */
    private List<Secret> kept(IdentityProvider sent) {
        return Stream.of(settings.live(), settings.staged())
                .flatMap(Optional::stream)
                .map(SignOn::identityProvider)
                .filter(known ->
                        known.issuer().equals(sent.issuer()) && known.clientId().equals(sent.clientId()))
                .findFirst()
                .map(IdentityProvider::clientSecrets)
                .orElse(List.of());
    }
}

package io.gatehouse.console;

import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What works in a test, and may still surprise when everybody signs in. */
final class TestWarnings {

    /** Clocks that are set by NTP agree to milliseconds; an answer may be under way for some seconds. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    private static final int OKTA_LIMIT = 100;
    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private TestWarnings() {}

    /**
     * In an admin's words.
     *
     * @param received all claims that came
     * @param inAccessToken what stands in the access token, which is not for us to read but here; empty when it is none of
     *     JSON
     */
    static List<String> of(
            Organization staged,
            Claims person,
            Map<String, Object> received,
            Map<String, Object> inAccessToken,
            Instant now) {
        List<String> warnings = new ArrayList<>();
        if (person.email().isEmpty()) {
            warnings.add("No e-mail address came: rules that name people by address will not find anybody.");
        } else if (!person.emailVerified()) {
            warnings.add("The e-mail address is not marked as verified: it makes nobody an admin or a pilot.");
        }
        if (person.groups().isEmpty()) {
            warnings.add(withoutGroups(staged, person, received, inAccessToken));
        } else {
            addOfGroups(staged, person.groups(), warnings);
        }
        if (received.get("iat") instanceof Instant issuedAt) {
            addOfClocks(Duration.between(issuedAt, now).abs(), warnings);
        }
        if (Identity.ofFirst(staged, person).roles().isEmpty()) {
            warnings.add("This person gets no role, and so would not be let in.");
        }
        return warnings;
    }

    private static String withoutGroups(
            Organization staged, Claims person, Map<String, Object> received, Map<String, Object> inAccessToken) {
        ClaimPath claim = staged.roles().claim();
        if (person.groupsWithheld()) {
            return "There are too many groups for the token, so none came: let the identity provider send only the"
                    + " groups that are assigned to the application, or app roles.";
        }
        if (!claim.read(inAccessToken).isEmpty()) {
            return "“" + claim + "” stands in the access token only, which is not read: have it put into the"
                    + " ID token (at Keycloak: Client scopes, the mapper, Add to ID token).";
        }
        if (received.containsKey("_claim_names")) {
            return "Microsoft Graph told the groups, and none of them is granted a role.";
        }
        return "No groups came in “" + claim + "”: "
                + staged.roles()
                        .fallback()
                        .map(role -> "everybody gets the role “" + role + "” only.")
                        .orElse("nobody gets a role.");
    }

    private static void addOfGroups(Organization staged, List<String> groups, List<String> warnings) {
        boolean okta = staged.identityProvider()
                .map(IdentityProvider::issuer)
                .filter(issuer -> issuer.provider() == Issuer.Provider.OKTA)
                .isPresent();
        if (okta && groups.size() == OKTA_LIMIT) {
            warnings.add("Exactly 100 groups came, which is where Okta cuts the list off.");
        }
        if (groups.stream().allMatch(group -> OBJECT_ID.matcher(group).matches())) {
            warnings.add("The groups are object ids, not names: grant roles by these ids.");
        }
    }

    private static void addOfClocks(Duration apart, List<String> warnings) {
        if (apart.compareTo(SKEW) > 0) {
            warnings.add("The clocks differ by " + apart.toSeconds() + " s; from 60 s on nobody can sign in.");
        }
    }
}

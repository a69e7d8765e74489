package io.gatehouse.identity;

import io.gatehouse.organization.EmailAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The person's e-mail address, and whether their identity provider vouches that it is theirs. It is never what tells people
 * apart: addresses change, and are given to others.
 */
record EmailClaims(Optional<EmailAddress> address, boolean verified) {

    /** Microsoft documents a boolean, and is seen to send the others. */
    private static final Set<Object> YES = Set.of(true, 1, 1L, "1", "true");

    private static final String GMAIL = "gmail.com";

    static EmailClaims of(Map<String, Object> claims, Account account) {
        Optional<EmailAddress> address = Claims.text(claims, "email").flatMap(EmailAddress::parse);
        return new EmailClaims(
                address,
                address.filter(found -> isVerified(claims, account, found)).isPresent());
    }

    private static boolean isVerified(Map<String, Object> claims, Account account, EmailAddress address) {
        boolean said = Boolean.TRUE.equals(claims.get("email_verified"));
        if (account.isEntra()) {
            // An administrator of any tenant may write any address there ("nOAuth"), unless the domain is proven
            // theirs.
            Object domainOwner = claims.get("xms_edov");
            return domainOwner != null && YES.contains(domainOwner);
        }
        // Google vouches for its own addresses; anybody may once have shown that some other address is theirs.
        return said
                && (!account.isGoogle()
                        || account.home().isPresent()
                        || address.domain().equals(GMAIL));
    }
}

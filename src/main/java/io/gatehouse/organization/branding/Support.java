package io.gatehouse.organization.branding;

import io.gatehouse.organization.EmailAddress;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where people turn to who need help.
 *
 * @param address an e-mail address, or a page
 */
public record Support(String address) {

    private static final int LONGEST = 300;

    /** @throws IllegalArgumentException with what was expected */
    public Support {
        if (EmailAddress.parse(address).isEmpty() && !isPage(address)) {
            throw new IllegalArgumentException(address + " (expected: an e-mail address, or an https URL)");
        }
    }

    /** For an {@code href}. */
    public String link() {
        return EmailAddress.parse(address).isPresent() ? mailto() : address;
    }

    /** A question mark would begin the mail's other headers (RFC 6068 §2). */
    private String mailto() {
        try {
            return new URI("mailto", address, null)
                    .toASCIIString()
                    .replace("?", "%3F")
                    .replace("&", "%26");
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible); // an e-mail address of ours is ASCII without spaces
        }
    }

    private static boolean isPage(String text) {
        try {
            URI uri = URI.create(text);
            return text.length() <= LONGEST
                    && "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.toASCIIString().equals(text);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    @Override
    public String toString() {
        return address;
    }
}

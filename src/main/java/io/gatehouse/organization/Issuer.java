package io.gatehouse.organization;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An identity provider's issuer, read from what people have at hand: the issuer itself, its metadata URL, an Entra
 * tenant id or a bare domain.
 */
public record Issuer(URI uri) {

    /** Which provider's portal and habits stand behind an issuer. */
    public enum Provider {
        ENTRA("Microsoft Entra ID", "entra"),
        OKTA("Okta", "okta"),
        GOOGLE("Google", "generic"),
        AUTH0("Auth0", "generic"),
        KEYCLOAK("Keycloak", "keycloak"),
        OTHER("OpenID Connect", "generic");

        private final String title;
        private final String guide;

        Provider(String title, String guide) {
            this.title = title;
            this.guide = guide;
        }

        public String title() {
            return title;
        }

        /** The page under {@code docs/identity-providers/} that says what to click. */
        public String guide() {
            return "docs/identity-providers/" + guide + ".md";
        }
    }

    /** What is accepted, for messages. */
    public static final String EXPECTED =
            "an https issuer, metadata URL, Entra tenant id or domain; http on loopback only";

    private static final String METADATA = "/.well-known/openid-configuration";
    private static final Pattern TENANT_ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern MANY_TENANTS = Pattern.compile(
            "https://login\\.(partner\\.)?microsoftonline\\.(com|us|cn)/(common|organizations|consumers)(/.*)?");
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9.-]+\\.[A-Za-z]{2,63}");

    /** @throws IllegalArgumentException when the text is none of the accepted forms; the message says which are */
    public static Issuer parse(String text) {
        String typed = text.strip();
        if (TENANT_ID.matcher(typed).matches()) {
            return new Issuer(
                    URI.create("https://login.microsoftonline.com/" + typed.toLowerCase(Locale.ROOT) + "/v2.0"));
        }
        String absolute = DOMAIN.matcher(typed).matches() ? "https://" + typed : typed;
        if (absolute.endsWith(METADATA)) {
            absolute = absolute.substring(0, absolute.length() - METADATA.length());
        }
        if (MANY_TENANTS.matcher(absolute.toLowerCase(Locale.ROOT)).matches()) {
            throw new IllegalArgumentException(text + " (expected: one tenant's own issuer; issuers of many tenants are"
                    + " not available in this version)");
        }
        return new Issuer(checked(absolute, text));
    }

    /** Where OpenID Connect Discovery 1.0 §4 puts the metadata; one slash, whether the issuer ends with one or not. */
    public URI metadata() {
        String issuer = uri.toString();
        return URI.create((issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer) + METADATA);
    }

    /** Whether a discovered issuer is this one: exact, but for a final slash that people leave out (Auth0 has one). */
    public boolean isNamed(String discovered) {
        return withoutSlash(discovered).equals(withoutSlash(uri.toString()));
    }

    public Provider provider() {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (host.equals("login.microsoftonline.com") || host.equals("sts.windows.net")) {
            return Provider.ENTRA;
        }
        if (host.endsWith(".okta.com") || host.endsWith(".oktapreview.com") || host.endsWith(".okta-emea.com")) {
            return Provider.OKTA;
        }
        if (host.equals("accounts.google.com")) {
            return Provider.GOOGLE;
        }
        if (host.endsWith(".auth0.com")) {
            return Provider.AUTH0;
        }
        return uri.getPath().contains("/realms/") ? Provider.KEYCLOAK : Provider.OTHER;
    }

    @Override
    public String toString() {
        return uri.toString();
    }

    private static URI checked(String absolute, String typed) {
        URI uri;
        try {
            uri = URI.create(absolute);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(typed + " (expected: " + EXPECTED + ")");
        }
        boolean secure = "https".equalsIgnoreCase(uri.getScheme())
                || "http".equalsIgnoreCase(uri.getScheme()) && isLoopback(uri.getHost());
        if (!secure
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(typed + " (expected: " + EXPECTED + ")");
        }
        return uri;
    }

    private static boolean isLoopback(String host) {
        return host != null
                && (host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}"));
    }

    private static String withoutSlash(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }
}

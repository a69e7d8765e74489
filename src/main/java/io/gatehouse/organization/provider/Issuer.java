package io.gatehouse.organization.provider;

import io.gatehouse.organization.entra.Directory;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
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
    private static final String ENTRA = "https://login.microsoftonline.com/";

    /** Browsers hide the scheme, and so it is not copied. */
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9.-]+\\.[A-Za-z]{2,63}(/.*)?");

    private static final Pattern ENTRA_DOMAIN = Pattern.compile("[A-Za-z0-9.-]+\\.onmicrosoft\\.com/?");
    private static final Pattern OKTA =
            Pattern.compile(".*\\.(okta|oktapreview|okta-emea|okta-gov)\\.com|.*\\.okta\\.mil");

    /** Google's own tokens may leave the scheme out (its documentation: either of the two). */
    private static final String GOOGLE = "accounts.google.com";

    /** @throws IllegalArgumentException when the text is none of the accepted forms; the message says which are */
    public static Issuer parse(String text) {
        Issuer issuer = new Issuer(uri(text));
        if (issuer.directory().filter(Directory::isPersonal).isPresent()) {
            throw new IllegalArgumentException(
                    text + " (expected: an organization's own; anybody can make a personal Microsoft account)");
        }
        return issuer;
    }

    private static URI uri(String text) {
        String typed = text.strip();
        if (Directory.isTenantId(typed) || ENTRA_DOMAIN.matcher(typed).matches()) {
            return URI.create(ENTRA + withoutSlash(typed).toLowerCase(Locale.ROOT) + "/v2.0");
        }
        String absolute = DOMAIN.matcher(typed).matches() ? "https://" + typed : typed;
        if (absolute.endsWith(METADATA)) {
            absolute = absolute.substring(0, absolute.length() - METADATA.length());
        }
        return checked(absolute, text);
    }

    /** Where OpenID Connect Discovery 1.0 §4 puts the metadata; one slash, whether the issuer ends with one or not. */
    public URI metadata() {
        String issuer = uri.toString();
        return URI.create((issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer) + METADATA);
    }

    /**
     * Whether what metadata or a token calls its issuer is this one: exact, but for a final slash that people leave out (Auth0
     * has one), the other names that Microsoft has for a directory, and Google's name without a scheme.
     */
    public boolean isNamed(String issuer) {
        return withoutSlash(issuer).equals(withoutSlash(uri.toString()))
                || isWithoutScheme(issuer)
                || directory()
                        .filter(ours ->
                                Directory.of(issuer).filter(ours::isNamed).isPresent())
                        .isPresent();
    }

    /** Whether it is how Google may name itself in tokens, and this is Google. */
    public boolean isWithoutScheme(String issuer) {
        return issuer.equals(GOOGLE) && provider() == Provider.GOOGLE;
    }

    /** Whether every company's people sign in at this one (Entra ID's {@code common} and {@code organizations}). */
    public boolean isOfManyTenants() {
        return directory().filter(Directory::isOfMany).isPresent();
    }

    /** The directory of Microsoft Entra ID that this is; empty when it is somebody else's. */
    public Optional<Directory> directory() {
        return Directory.of(uri.toString());
    }

    public Provider provider() {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (directory().isPresent()) {
            return Provider.ENTRA;
        }
        if (OKTA.matcher(host).matches()) {
            return Provider.OKTA;
        }
        if (host.equals(GOOGLE)) {
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

package io.gatehouse.login;

import io.gatehouse.organization.Organization;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.request.RequestPath;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a person goes after signing in: a path below their own organization or its settings, and nothing that a browser could read as
 * another origin (CVE-2020-5233, CVE-2021-21291 and their kind). Used as a path only, never as an absolute address.
 */
public record ReturnPath(String value) {

    /** Twelve attempts with one each must fit into a request's headers. */
    private static final int LONGEST = 1000;

    /** Where nobody has to be led to: signing out, for one. */
    private static final String OWN_PAGES = "organizations";

    private static final Pattern A_PAGE = Pattern.compile("(/[a-z-]{1,40})?");
    private static final Pattern PLAIN_QUERY = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@/?\\[\\]%-]*");
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /** The page that was asked for; without its query where the address is very long. */
    public static Optional<ReturnPath> of(Arrival arrival, Organization organization) {
        return parse(arrival.pathAndQuery(), organization, arrival.origin())
                .or(() -> parse(arrival.path().raw(), organization, arrival.origin()));
    }

    /**
     * Empty for whatever is not a plain path of this organization, so that the caller's default is used instead.
     *
     * @param origin where the path is asked for: on an organization's own, all of them are its
     */
    public static Optional<ReturnPath> parse(@Nullable String text, Organization organization, PublicUrl origin) {
        if (text == null || text.length() > LONGEST) {
            return Optional.empty();
        }
        int question = text.indexOf('?');
        String path = question < 0 ? text : text.substring(0, question);
        String query = question < 0 ? "" : text.substring(question + 1);
        boolean ownPath = RequestPath.parse(path)
                .filter(parsed -> isBelow(parsed, organization, origin) || isSettingsPage(path, organization))
                .isPresent();
        return ownPath && isPlainQuery(query) ? Optional.of(new ReturnPath(text)) : Optional.empty();
    }

    /** The settings, or one of their pages: an admin lands where they wanted to go. None of them does anything by being opened. */
    private static boolean isSettingsPage(String path, Organization organization) {
        String settings = "/organizations/" + organization.name() + "/settings";
        return path.startsWith(settings)
                && A_PAGE.matcher(path.substring(settings.length())).matches();
    }

    private static boolean isBelow(RequestPath path, Organization organization, PublicUrl origin) {
        String first = path.segments().get(0);
        return organization.hosts().contains(origin)
                ? !first.equals(OWN_PAGES)
                : first.equals(organization.name().value());
    }

    /** What a Location header may hold: RFC 3986 §3.4, which has no backslash, no raw space and nothing beyond ASCII. */
    private static boolean isPlainQuery(String query) {
        return PLAIN_QUERY.matcher(query).matches()
                && !BROKEN_ESCAPE.matcher(query).find();
    }

    @Override
    public String toString() {
        return value;
    }
}

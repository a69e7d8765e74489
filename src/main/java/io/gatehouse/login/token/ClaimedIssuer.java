package io.gatehouse.login.token;

import com.nimbusds.jwt.JWTParser;
import io.gatehouse.organization.Organization;
import io.gatehouse.request.BearerHeader;
import java.text.ParseException;
import java.util.Objects;
import org.springframework.web.server.ServerWebExchange;

/**
 * Which of an organization's identity providers is to look at a token: the one that it names, before anything of it is believed.
 * A token that names none of them is looked at by the first, which refuses it like any other's.
 */
public final class ClaimedIssuer {

    private ClaimedIssuer() {}

    public static Organization way(String token, Organization organization) {
        return organization.hasSeveral() ? wayOf(read(token), organization) : organization;
    }

    /** Of the request's bearer token. */
    public static Organization ofBearer(ServerWebExchange exchange, Organization organization) {
        return organization.hasSeveral()
                ? way(BearerHeader.token(exchange.getRequest().getHeaders()).orElse(""), organization)
                : organization;
    }

    /** @param issuer as a token or a parameter has it */
    public static Organization wayOf(String issuer, Organization organization) {
        Organization named = organization.throughIssuer(issuer);
        return named.hasSeveral() ? named.ways().get(0) : named;
    }

    private static String read(String token) {
        try {
            return Objects.requireNonNullElse(
                    JWTParser.parse(token).getJWTClaimsSet().getIssuer(), "");
        } catch (ParseException unreadable) {
            return "";
        }
    }
}

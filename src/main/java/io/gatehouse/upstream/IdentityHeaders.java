package io.gatehouse.upstream;

import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.route.Destination.UserFormat;
import java.util.List;
import org.springframework.http.HttpHeaders;

/** Writes what an upstream may trust: who the person is, and how the request reached us. */
final class IdentityHeaders {

    static final String USER = "X-Forwarded-User";
    static final String USERNAME = "X-Forwarded-Preferred-Username";
    static final String EMAIL = "X-Forwarded-Email";
    static final String GROUPS = "X-Forwarded-Groups";
    static final String ORGANIZATION = "X-Forwarded-Organization";
    static final String ROLES = "X-Forwarded-Roles";

    private final PublicUrl publicUrl;

    IdentityHeaders(PublicUrl publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** Whatever stood under these names goes, whoever put it there; a route's own filters too. */
    void write(HttpHeaders headers, Forwarding forwarding, Arrival arrival) {
        for (String name : List.copyOf(headers.headerNames())) {
            if (ClientHeaders.isLookAlike(name)) {
                headers.remove(name);
            }
        }
        headers.set("X-Forwarded-For", arrival.client().getHostAddress());
        headers.set("X-Forwarded-Proto", publicUrl.origin().getScheme());
        headers.set("X-Forwarded-Host", publicUrl.origin().getRawAuthority());
        headers.set("X-Forwarded-Port", String.valueOf(publicUrl.port()));
        if (forwarding.upstream().stripPrefix()) {
            headers.set("X-Forwarded-Prefix", forwarding.prefix());
        }
        headers.set(ORGANIZATION, forwarding.organization().name().value());
        forwarding.person().ifPresent(person -> writePerson(headers, forwarding, person));
    }

    /** An address that another organization claims leaves in no header that an upstream could know a person by. */
    private static void writePerson(HttpHeaders headers, Forwarding forwarding, Identity person) {
        Claims claims = person.claims();
        String subject = HeaderValue.of(claims.subject());
        boolean alone = forwarding.upstream().userFormat() == UserFormat.SUBJECT && forwarding.maySay(claims.subject());
        headers.set(USER, alone ? subject : person.organization() + ":" + subject);
        headers.set(USERNAME, forwarding.maySay(claims.username()) ? HeaderValue.of(claims.username()) : subject);
        claims.email()
                .map(EmailAddress::value)
                .filter(forwarding::maySay)
                .ifPresent(email -> headers.set(EMAIL, email));
        headers.set(GROUPS, HeaderValue.list(claims.groups()));
        headers.set(ROLES, HeaderValue.list(person.roles()));
    }
}

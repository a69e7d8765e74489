package io.gatehouse.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.assertion.Assertions;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Organizations;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.route.header.HeaderPlan;
import io.gatehouse.upstream.person.PersonHeaders;
import java.util.function.BiConsumer;

/** Writes what an upstream may trust: who the person is, and how the request reached us. */
public final class IdentityHeaders {

    private final Assertions assertions;

    /** By the very object: a session in the near cache has one for as long as nothing changes. */
    private final Cache<Identity, PersonHeaders> made =
            Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

    public IdentityHeaders(Assertions assertions) {
        this.assertions = assertions;
    }

    /** @param headers sets a header, in place of whatever stood under its name */
    public void write(BiConsumer<String, CharSequence> headers, Forwarding forwarding, Arrival arrival) {
        headers.accept("X-Forwarded-For", arrival.client().getHostAddress());
        PublicUrl origin = forwarding.origin();
        headers.accept("X-Forwarded-Proto", origin.origin().getScheme());
        headers.accept("X-Forwarded-Host", origin.origin().getRawAuthority());
        headers.accept("X-Forwarded-Port", String.valueOf(origin.port()));
        if (forwarding.upstream().stripPrefix() && !forwarding.prefix().isEmpty()) {
            headers.accept("X-Forwarded-Prefix", forwarding.prefix());
        }
        writeIdentity(headers, forwarding);
    }

    /**
     * Who the person is, for a proxy that hands it on: every header, empty where there is nothing to say, so that a proxy
     * which copies them leaves nothing of its client's in their place.
     *
     * @param headers sets a header, in place of whatever stood under its name
     */
    public void writeAll(BiConsumer<String, CharSequence> headers, Forwarding forwarding) {
        HeaderPlan.STANDARD.headers().keySet().forEach(name -> headers.accept(name, ""));
        headers.accept(Assertions.HEADER, "");
        PersonHeaders.names(forwarding.upstream()).forEach(name -> headers.accept(name, ""));
        writeIdentity(headers, forwarding);
    }

    private void writeIdentity(BiConsumer<String, CharSequence> headers, Forwarding forwarding) {
        if (forwarding.person().isPresent()) {
            of(forwarding.person().get(), forwarding)
                    .write(headers, forwarding.upstream(), forwarding.route().name());
        } else {
            PersonHeaders.writeOrganization(headers, forwarding.upstream(), forwarding.organization());
        }
    }

    private PersonHeaders of(Identity person, Forwarding forwarding) {
        Organizations organizations = forwarding.organizations();
        PersonHeaders headers = made.getIfPresent(person);
        if (headers == null || !headers.areOf(organizations)) {
            headers = PersonHeaders.of(
                    person, forwarding.session(), forwarding.organization(), organizations, assertions);
            made.put(person, headers);
        }
        return headers;
    }
}

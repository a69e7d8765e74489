package io.gatehouse.upstream.person;

import io.gatehouse.assertion.Assertions;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Organizations;
import io.gatehouse.route.Destination;
import io.gatehouse.route.header.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** What upstreams are told of one person, made once for each route for as long as person and configuration stay the same. */
public final class PersonHeaders {

    private final Facts facts;
    private final Assertions.Of assertions;
    private final Map<String, Told> byRoute = new ConcurrentHashMap<>();

    private PersonHeaders(Facts facts, Assertions.Of assertions) {
        this.facts = facts;
        this.assertions = assertions;
    }

    /**
     * It does not hold the person: whoever keeps it by that very object may let go of both.
     *
     * @param session the hash of the person's, or the digest of the program's token
     */
    public static PersonHeaders of(
            Identity person,
            String session,
            Organization organization,
            Organizations organizations,
            Assertions assertions) {
        Facts facts = Facts.of(person, organization, organizations);
        return new PersonHeaders(facts, assertions.of(facts.asserted(session)));
    }

    /** By the very object: a configuration that is read again makes others. */
    @SuppressWarnings("ReferenceEquality")
    public boolean areOf(Organizations organizations) {
        return facts.organizations() == organizations;
    }

    public void write(BiConsumer<String, CharSequence> headers, Destination.Upstream upstream, String route) {
        Told told = told(upstream, route);
        told.lines().forEach(headers);
        if (upstream.assertion()) {
            headers.accept(Assertions.HEADER, assertions.asserted(route, told.user(), told.groups()));
        }
    }

    /** Every name by which a route's upstream may be told of somebody. */
    public static List<String> names(Destination.Upstream upstream) {
        List<String> names = new ArrayList<>(upstream.headers().headers().keySet());
        names.add(Told.MISSING);
        names.add(Assertions.HEADER);
        return names;
    }

    /** Whose request it is, which is said of strangers too. */
    public static void writeOrganization(
            BiConsumer<String, CharSequence> headers, Destination.Upstream upstream, Organization organization) {
        upstream.headers().headers().forEach((name, fact) -> {
            if (fact.equals(Fact.Known.ORGANIZATION)) {
                headers.accept(name, organization.name().value());
            }
        });
    }

    @SuppressWarnings("ReferenceEquality") // a route stays the very same while the configuration does
    private Told told(Destination.Upstream upstream, String route) {
        Told told = byRoute.get(route);
        if (told == null || told.upstream() != upstream) {
            told = Told.of(facts, upstream, route, assertions);
            byRoute.put(route, told);
        }
        return told;
    }
}

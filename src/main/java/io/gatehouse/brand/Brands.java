package io.gatehouse.brand;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.branding.Accent;
import io.gatehouse.organization.branding.Branding;
import io.gatehouse.problem.Brand;
import io.gatehouse.text.Link;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** Makes what a page shows of an organization. */
public final class Brands {

    private Brands() {}

    /** From now on pages that answer this request show it; nothing while nobody's request it is. */
    public static ServerWebExchange show(ServerWebExchange exchange, Optional<Organization> organization) {
        organization.map(Brands::of).ifPresent(brand -> brand.keepIn(exchange));
        return exchange;
    }

    private static Brand of(Organization organization) {
        Branding branding = organization.branding();
        return new Brand(
                organization.title(),
                branding.logo().map(logo -> logoPath(organization.name()) + "?v=" + logo.digest()),
                branding.accent().map(accent -> stylePath(organization.name()) + "?v=" + version(accent)),
                branding.support().map(support -> new Link(support.link(), support.address())));
    }

    private static String version(Accent accent) {
        return (accent.light().value() + accent.dark().value()).replace("#", "");
    }

    static String logoPath(Object organization) {
        return "/organizations/" + organization + "/logo";
    }

    static String stylePath(Object organization) {
        return "/organizations/" + organization + "/style.css";
    }
}

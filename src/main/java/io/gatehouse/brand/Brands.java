package io.gatehouse.brand;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.branding.Accent;
import io.gatehouse.organization.branding.Branding;
import io.gatehouse.problem.Brand;
import io.gatehouse.text.Link;

/** Makes what a page shows of an organization. */
public final class Brands {

    private Brands() {}

    public static Brand of(Organization organization) {
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

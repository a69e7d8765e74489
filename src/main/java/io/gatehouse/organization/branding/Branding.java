package io.gatehouse.organization.branding;

import java.util.Optional;

/** What an organization's people see of it on the gateway's own pages, beside its name. */
public record Branding(Optional<Logo> logo, Optional<Accent> accent, Optional<Support> support) {

    public static final Branding NONE = new Branding(Optional.empty(), Optional.empty(), Optional.empty());

    /** The same with this picture, or without one. */
    public Branding with(Optional<Logo> picture) {
        return new Branding(picture, accent, support);
    }
}

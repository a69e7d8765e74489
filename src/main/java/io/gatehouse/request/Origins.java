package io.gatehouse.request;

import java.util.Optional;

/**
 * The origins that are the gateway's own and no organization's.
 *
 * @param publicUrl where everything is that has no other place
 * @param consoleUrl where the settings are, away from every upstream's scripts; empty: beside everything else
 */
public record Origins(PublicUrl publicUrl, Optional<PublicUrl> consoleUrl) {

    public boolean isConsole(PublicUrl origin) {
        return consoleUrl.filter(origin::equals).isPresent();
    }
}

package io.gatehouse.config;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Section;
import io.gatehouse.config.source.Value;
import io.gatehouse.request.PublicUrl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads {@code hosts}: origins that are one organization's alone. */
final class HostsReader {

    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\\d{1,5})?");

    private final GatewaySettings settings;
    private final Map<String, Place> seen = new HashMap<>();

    HostsReader(GatewaySettings settings) {
        this.settings = settings;
    }

    List<PublicUrl> read(Section section) {
        List<PublicUrl> hosts = new ArrayList<>();
        for (Value value : section.values("hosts")) {
            value.as(this::origin)
                    .filter(origin -> isFree(origin, value.place()))
                    .ifPresent(hosts::add);
        }
        return hosts;
    }

    /** With the scheme of the public URL, and its port where none is said. */
    private PublicUrl origin(String text) {
        PublicUrl publicUrl = settings.publicUrl();
        if (!HOST.matcher(text).matches()) {
            throw Kinds.refused(text, "a host such as acme.example.com, in lower case, with or without a port");
        }
        boolean sameport = text.contains(":") || publicUrl.origin().getPort() < 0;
        String authority = sameport ? text : text + ":" + publicUrl.origin().getPort();
        PublicUrl origin;
        try {
            origin = PublicUrl.parse(publicUrl.origin().getScheme() + "://" + authority);
        } catch (IllegalArgumentException notLoopback) {
            throw Kinds.refused(text, "a host of this machine, such as acme.localhost, while public-url is http");
        }
        // Cookies know no ports (RFC 6265 §8.5): another port of the same host would keep nothing apart.
        if (origin.hasHostOf(publicUrl)
                || settings.consoleUrl().filter(origin::hasHostOf).isPresent()) {
            throw Kinds.refused(text, "another host than those of public-url and console-url");
        }
        return origin;
    }

    private boolean isFree(PublicUrl origin, Place place) {
        String host = origin.origin().getHost();
        Place before = seen.putIfAbsent(host, place);
        if (before != null) {
            place.problem(host + " (expected: a host of one organization; it is in " + before.where() + " already)");
        }
        return before == null;
    }
}

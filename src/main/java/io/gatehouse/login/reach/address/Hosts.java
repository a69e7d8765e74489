package io.gatehouse.login.reach.address;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Hosts as they are written in configuration: a name, or with a leading dot every host below. */
public record Hosts(List<String> patterns) {

    private static final Pattern HOST = Pattern.compile("\\.?(?:[a-z0-9_-]+\\.)*[a-z0-9-]*[a-z][a-z0-9-]*");

    public Hosts {
        patterns = patterns.stream()
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .toList();
    }

    static boolean isHost(String text) {
        return HOST.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }

    public boolean contains(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return patterns.stream()
                .anyMatch(pattern -> pattern.startsWith(".") ? name.endsWith(pattern) : name.equals(pattern));
    }
}

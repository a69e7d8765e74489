package io.gatehouse.settings.store;

import io.gatehouse.secret.PrivateDirectory;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/** One-time ids that were spent, in a file, each until its lifetime ends. */
final class SpentIds {

    private final TimesFile file;
    private final Clock clock;

    SpentIds(PrivateDirectory directory, Clock clock) {
        this.file = new TimesFile(directory, "spent", "links that were used can be used again until they end");
        this.clock = clock;
    }

    /** @throws IOException also when the file is damaged: nothing is spent then, since all might have been spent before */
    boolean spend(String id, Duration lifetime) throws IOException {
        return file.change(spent -> {
            long now = clock.millis();
            spent.values().removeIf(until -> until <= now);
            return spent.putIfAbsent(written(id), now + lifetime.toMillis()) == null;
        });
    }

    /** @throws IOException also when the file is damaged: it might have been spent */
    boolean isSpent(String id) throws IOException {
        return file.read().getOrDefault(written(id), 0L) > clock.millis();
    }

    private static String written(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}

package io.gatehouse.bench.load;

import io.gatehouse.bench.machine.Folder;
import io.gatehouse.bench.machine.Upstream.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that is asked for, by one signed-in browser.
 *
 * @param prefix the path without its last segment
 * @param cookie the whole header; empty where nobody signs in
 */
public record Target(String prefix, String cookie) {

    public String path(Page page) {
        return prefix + "/" + page.segment();
    }

    /** As {@code wrk}'s script reads them: a line each, the path, a tab, the cookies. */
    static Path write(Folder folder, List<Target> targets, Page page) {
        return folder.write(
                "targets-" + page.segment(),
                targets.stream()
                        .map(target -> target.path(page) + "\t" + target.cookie() + "\n")
                        .collect(Collectors.joining()));
    }

    @Override
    public String toString() {
        return prefix;
    }
}

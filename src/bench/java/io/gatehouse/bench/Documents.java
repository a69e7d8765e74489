package io.gatehouse.bench;

import io.gatehouse.bench.machine.Folder;
import io.gatehouse.bench.report.Findings;
import io.gatehouse.bench.report.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts what was found into {@code docs/}, between the marks that its page has for it. */
final class Documents {

    private static final String BEGIN = "<!-- bench:begin -->";
    private static final String END = "<!-- bench:end -->";

    private static final String PICTURE =
            "![Bars: CPU time a request of each gateway, cheapest first](pictures/performance.svg)\n\n";

    private Documents() {}

    /** Only for whoever looks: nothing that is committed changes. */
    static Path keep(Path house, Findings found, String text) {
        Folder folder = new Folder(house.resolve("target/bench"));
        folder.write("performance.svg", Picture.of(found));
        return folder.write("performance.md", text);
    }

    static Path publish(Path house, Findings found, String text) {
        Folder docs = new Folder(house.resolve("docs"));
        Path page = docs.path().resolve("performance.md");
        String before = read(page);
        int begin = before.indexOf(BEGIN);
        int end = before.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(page + ": no " + BEGIN + " … " + END + " (expected: both, in this order)");
        }
        docs.write("pictures/performance.svg", Picture.of(found));
        return docs.write(
                "performance.md",
                before.substring(0, begin + BEGIN.length()) + "\n\n" + PICTURE + text.strip() + "\n\n"
                        + before.substring(end));
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

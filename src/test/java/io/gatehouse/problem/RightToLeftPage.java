package io.gatehouse.problem;

import io.gatehouse.text.Link;
import io.gatehouse.text.PseudoLanguage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A page as a language that runs from right to left would have it, in one file, to be looked at. */
public final class RightToLeftPage {

    private RightToLeftPage() {}

    /** @param directory where it is written */
    public static Path write(Path directory) throws IOException {
        Brand brand = new Brand(
                "Acme",
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Link("mailto:help@acme.com", "help@acme.com")));
        String html = Page.named("problem")
                .html(
                        PseudoLanguage.rightToLeft(),
                        "",
                        Optional.of(brand),
                        Map.of(
                                "title",
                                Problem.SIGN_IN_CIRCLE.titleKey(),
                                "advice",
                                Problem.SIGN_IN_CIRCLE.adviceKey(),
                                "note",
                                List.of(),
                                "links",
                                List.of(Map.of("key", "try-again", "address", "/a")),
                                "window",
                                false,
                                "code",
                                "GH-4005",
                                "reference",
                                "7f3c-91aa",
                                "time",
                                "2026-11-26 07:00 UTC"));
        String css = Files.readString(Path.of("src/main/resources/pages/style.css"));
        return Files.writeString(
                directory.resolve("right-to-left.html"),
                html.replace(
                        "<link rel=\"stylesheet\" href=\"/organizations/.style.css\">", "<style>" + css + "</style>"));
    }
}

package io.gatehouse.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.text.Languages;
import io.gatehouse.text.PseudoLanguage;
import io.gatehouse.text.Words;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PageLanguagesTests {

    private static final String NAME = "شركة <b>";

    private static final Map<String, Object> MODEL = Map.of(
            "organization",
            NAME,
            "who",
            NAME,
            "names",
            NAME,
            "open",
            List.of(Map.of("names", NAME, "name", NAME, "address", "/e")),
            "hint",
            "signed-out.here",
            "unknown",
            true,
            "signedIn",
            true,
            "byAddress",
            true,
            "choices",
            List.of(Map.of("name", NAME, "address", "/f", "last", true)));

    /** What stands in forms and links. */
    private static final Map<String, Object> ADDRESSES = Map.of(
            "typed", "acme",
            "action", "/a",
            "back", "/b",
            "again", "/c",
            "path", "/d",
            "proof", "p",
            "version", 1,
            "fields", List.of());

    static Stream<Words> languages() {
        return Stream.of(
                Languages.english(), Languages.wanted("de"), Languages.wanted("fr"), PseudoLanguage.rightToLeft());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void eachPageIsWrittenInEachLanguage(Words words) {
        for (String name : List.of(
                "index",
                "choose-sign-in",
                "sign-out",
                "signed-out",
                "settings-enter",
                "settings-left",
                "settings-off")) {
            String html = Page.named(name).html(words, "", Optional.empty(), model());

            assertThat(html)
                    .as(name)
                    .contains(
                            "<html lang=\"%s\" dir=\"%s\">".formatted(words.language(), words.direction()),
                            "<title>" + words.plain(name + ".title") + "</title>",
                            "<bdi>شركة &lt;b&gt;</bdi>")
                    .doesNotContain("{", "<b>");
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void eachProblemIsWrittenInEachLanguage(Words words) {
        assertThat(Arrays.asList(Problem.values())).allSatisfy(problem -> assertThat(
                        Page.named("problem").html(words, "", Optional.empty(), model(problem)))
                .contains("<h1>" + words.plain(problem.titleKey()) + "</h1>", words.plain(problem.adviceKey()))
                .doesNotContain("{"));
    }

    private static Map<String, Object> model() {
        Map<String, Object> model = new HashMap<>(MODEL);
        model.putAll(ADDRESSES);
        return model;
    }

    private static Map<String, Object> model(Problem problem) {
        return Map.of(
                "title", problem.titleKey(),
                "advice", problem.adviceKey(),
                "note", List.of(),
                "links", List.of(),
                "window", false,
                "code", problem.code(),
                "reference", "7f3c-91aa",
                "time", "2026-11-26 06:00 UTC");
    }
}

package io.gatehouse.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.fixture.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguagesTests {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");
    private static final Pattern IN_TEMPLATES = Pattern.compile("\\{\\{#say}}([a-z-][a-z.-]*)\\{\\{/say}}");
    private static final Pattern IN_CODE = Pattern.compile("(?:Text\\.of|new Text)\\(\\s*\"([^\"]+)\"");

    static Stream<Words> all() {
        return Languages.ALL.stream().map(Words::read);
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachLanguageSaysEverythingThatEnglishSays(Words words) {
        assertThat(words.texts()).containsOnlyKeys(Languages.english().texts().keySet());
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachTextHasThePlaceholdersOfTheEnglishOne(Words words) {
        words.texts().forEach((key, text) -> assertThat(placeholders(text))
                .as(words.language() + ": " + key)
                .isEqualTo(placeholders(Languages.english().texts().get(key))));
    }

    /** Titles also stand in the window's frame, where no markup can isolate a name. */
    @ParameterizedTest
    @MethodSource("all")
    void noTextIsEmptyOrHtmlAndTitlesNameNobody(Words words) {
        assertThat(words.texts()).allSatisfy((key, text) -> {
            assertThat(text).as(key).isNotBlank().doesNotContain("<", ">", "&", "'", "\uFFFD");
            if (key.endsWith(".title")) {
                assertThat(text).as(key).doesNotContain("{");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachLanguageSaysInWhichDirectionItRuns(Words words) {
        assertThat(words.direction()).isIn("ltr", "rtl");
    }

    @Test
    void aTextMayBeMadeOfOthers() {
        Text either = new Text(
                "need.either",
                Map.of(
                        "one",
                        Text.of("need.role"),
                        "other",
                        new Text("need.address", Map.of("domain", "<b>.example"))));

        assertThat(Words.read("de").html("need", Map.<String, Object>of("what", either)::get))
                .isEqualTo("Dafür bräuchten Sie eine Rolle oder "
                        + "eine bestätigte E-Mail-Adresse bei <bdi>&lt;b&gt;.example</bdi>.");
    }

    @Test
    void everyTextThatTemplatesAndCodeNameIsThere() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String file : files(Path.of("src/main/resources/pages"), ".mustache")) {
            IN_TEMPLATES.matcher(file).results().forEach(found -> named.add(found.group(1)));
        }
        for (String file : files(Path.of("src/main/java"), ".java")) {
            IN_CODE.matcher(file).results().forEach(found -> named.add(found.group(1)));
        }

        assertThat(named).hasSizeGreaterThan(20);
        assertThat(Languages.english().texts().keySet()).containsAll(named);
    }

    @Test
    @Proves("SEC-TEXT-1")
    void templatesWriteNothingWithoutEscapingIt() throws IOException {
        assertThat(files(Path.of("src/main/resources/pages"), ".mustache"))
                .hasSizeGreaterThan(5)
                .allSatisfy(template -> assertThat(template).doesNotContain("{{{", "{{&"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none | en",
                "'' | en",
                "de | de",
                "DE-at | de",
                "fr-CA, en;q=0.8 | fr",
                "es, de;q=0.5 | de",
                "en;q=0.2, fr;q=0.9 | fr",
                "de;q=0, fr;q=0.1 | fr",
                "de;q=0 | en",
                "* | en",
                "*;q=0.5, de | de",
                "zh-Hant-TW | en",
                "de;q=2 | en",
                "de_DE;;q=,=<script> | en",
                "../../secret | en",
            })
    @Proves("SEC-TEXT-2")
    void theReadersPreferenceDecides(String header, String language) {
        assertThat(Languages.wanted(header).language()).isEqualTo(language);
    }

    @Test
    @Proves("SEC-TEXT-2")
    void aHeaderLongerThanAnyBrowsersIsNotRead() {
        assertThat(Languages.wanted("de, " + "x-a, ".repeat(200) + "fr").language())
                .isEqualTo("en");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a", "-*"})
    @Proves("SEC-TEXT-2")
    void aWishOfHundredsOfPartsIsNotLookedFor(String part) {
        assertThat(Languages.wanted("de" + part.repeat(250) + ", fr;q=0.1").language())
                .isEqualTo("fr");
    }

    @Test
    @Proves("SEC-TEXT-1")
    void namesAreEscapedAndCannotTurnTheTextRound() {
        Words words = new Words("en", Map.of("bye", "Bye {who}. Ask {helper}.", "helper", "your <admin>"));

        assertThat(words.html("bye", Map.<String, Object>of("who", "<b>שלום")::get))
                .isEqualTo("Bye <bdi>&lt;b&gt;שלום</bdi>. Ask your &lt;admin&gt;.");
        assertThat(words.html(
                        "bye",
                        Map.<String, Object>of("who", "{helper} $1", "helper", new Link("mailto:a@b.c", "\"a\""))::get))
                .isEqualTo("Bye <bdi>{helper} $1</bdi>. Ask <a href=\"mailto:a@b.c\"><bdi>&quot;a&quot;</bdi></a>.");
        assertThat(words.plain("helper")).isEqualTo("your <admin>");
        assertThatThrownBy(() -> words.plain("bye")).hasMessage("en: who (expected: a key of its texts)");
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER.matcher(text).results().map(found -> found.group()).collect(Collectors.toSet());
    }

    private static List<String> files(Path below, String ending) throws IOException {
        List<String> contents = new ArrayList<>();
        try (Stream<Path> found = Files.walk(below)) {
            for (Path file :
                    found.filter(path -> path.toString().endsWith(ending)).toList()) {
                contents.add(Files.readString(file));
            }
        }
        return contents;
    }
}

package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/threat-model.md names the tests of each attack, and the tests say by {@link Proves} that they are. */
class ThreatModelTests {

    private static final Path PAGE = Path.of("docs/threat-model.md");
    private static final Pattern ROW = Pattern.compile(
            "^\\| ((?:SEC|CVE|RFC|MAO|OIDC|oidcc|fapi2)-\\S+) \\| (.+?) \\| (.*?) \\|$", Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile("`(\\w+\\.\\w+)`");

    /** @param shownBy the tests, or why there is none */
    private record Row(String what, String shownBy) {

        SortedSet<String> tests() {
            return TEST.matcher(shownBy)
                    .results()
                    .map(test -> test.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void theTableNamesTheTestsThatProveEachAttack() {
        Map<String, Row> rows = rows();
        Map<String, SortedSet<String>> proofs = proofs();
        Stream<String> ids = Stream.concat(rows.keySet().stream(), proofs.keySet().stream())
                .distinct()
                .sorted();

        String wrong = ids.filter(id -> !tests(rows, id).equals(proofs.getOrDefault(id, new TreeSet<>())))
                .map(id -> row(id, rows.get(id), proofs.getOrDefault(id, new TreeSet<>())))
                .collect(Collectors.joining("\n"));

        assertThat(wrong).as("%s, as @Proves has it:\n%s\n", PAGE, wrong).isEmpty();
    }

    @Test
    void everyAttackThatBrokeAPeerHasARow() {
        Stream<String> attacks = Stream.of(
                        IntStream.rangeClosed(1, 16),
                        IntStream.rangeClosed(20, 30),
                        IntStream.rangeClosed(40, 67),
                        IntStream.rangeClosed(70, 76))
                .flatMap(IntStream::boxed)
                .map("SEC-%02d"::formatted);

        assertThat(rows()).containsKeys(attacks.toArray(String[]::new));
    }

    @Test
    void whatHasNoTestSaysWhy() {
        rows().forEach((id, row) -> assertThat(row.tests().isEmpty() ? row.shownBy() : "a reason")
                .as(id)
                .hasSizeGreaterThan(5));
    }

    private static SortedSet<String> tests(Map<String, Row> rows, String id) {
        return rows.containsKey(id) ? rows.get(id).tests() : new TreeSet<>();
    }

    private static Map<String, Row> rows() {
        try {
            return ROW.matcher(Files.readString(PAGE))
                    .results()
                    .collect(Collectors.toMap(
                            row -> row.group(1), ThreatModelTests::row, ThreatModelTests::once, TreeMap::new));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Row row(MatchResult row) {
        return new Row(row.group(2), row.group(3));
    }

    private static Row once(Row one, Row other) {
        throw new AssertionError("two rows: " + one + ", " + other);
    }

    /** To be pasted: what an attack without a row is about is the first test's name, in words. */
    private static String row(String id, Row row, SortedSet<String> tests) {
        String what = row != null
                ? row.what()
                : tests.first()
                        .replaceFirst(".*\\.", "")
                        .replaceAll("([A-Z])", " $1")
                        .toLowerCase(Locale.ROOT);
        String shownBy = tests.isEmpty()
                ? "(no test says that it proves this)"
                : tests.stream().map(test -> "`" + test + "`").collect(Collectors.joining(", "));
        return "| " + id + " | " + what + " | " + shownBy + " |";
    }

    /** By id, every test that says so, as {@code Class.method}. */
    private static Map<String, SortedSet<String>> proofs() {
        Map<String, SortedSet<String>> proofs = new TreeMap<>();
        testClasses()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Proves.class))
                .forEach(method -> {
                    String test = method.getDeclaringClass().getSimpleName() + "." + method.getName();
                    for (String id : method.getAnnotation(Proves.class).value()) {
                        proofs.computeIfAbsent(id, unused -> new TreeSet<>()).add(test);
                    }
                });
        return proofs;
    }

    private static Stream<Class<?>> testClasses() {
        try {
            Path root = Path.of(ThreatModelTests.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(root.resolve("io/gatehouse"))) {
                return files
                        .map(file -> root.relativize(file).toString())
                        .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                        .map(name -> name.substring(0, name.length() - ".class".length())
                                .replace('/', '.'))
                        .<Class<?>>map(ThreatModelTests::load)
                        .toList()
                        .stream();
            }
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ThreatModelTests.class.getClassLoader());
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible); // its file was found
        }
    }
}

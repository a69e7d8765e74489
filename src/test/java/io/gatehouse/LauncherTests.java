package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./gateway} without a build: a jar, and Javas that only say how they were called. */
class LauncherTests {

    private static final String JAVA = """
            #!/bin/sh
            echo "java $*"
            for argument; do
                case $argument in
                    *train) exit "$(cat "$0.training")" ;;
                    -XX:AOTCacheOutput=* | -XX:ArchiveClassesAtExit=*) echo a cache >"${argument#*=}" ;;
                esac
            done
            """;

    @TempDir
    Path house;

    private Path java25;

    @BeforeEach
    void aHouseWithAJar() throws IOException {
        Files.copy(Path.of("gateway"), house.resolve("gateway"));
        Files.createDirectories(house.resolve("target"));
        Files.writeString(house.resolve("target/gatehouse.jar"), "a jar");
        java25 = java("25.0.3");
    }

    @Test
    void trainsOnceForEachJarAndStartsFromTheCache() throws Exception {
        assertThat(run(java25)).contains("Preparing quick starts");

        String again = run(java25);

        assertThat(again)
                .doesNotContain("Preparing")
                .startsWith("java --enable-native-access=ALL-UNNAMED -XX:+UseCompactObjectHeaders")
                .contains(" -XX:AOTCache=" + real(house) + "/target/gatehouse/start-")
                .endsWith(" -jar " + real(house) + "/target/gatehouse/gatehouse.jar run\n");

        Files.writeString(house.resolve("target/gatehouse.jar"), "another jar");
        assertThat(run(java25)).contains("Preparing quick starts");
    }

    @Test
    void anotherJavaDoesNotGetThisOnesCache() throws Exception {
        run(java25);
        String first = cacheOf(run(java25));
        Path newer = java("25.0.4");

        assertThat(run(newer)).contains("Preparing quick starts");
        assertThat(cacheOf(run(newer))).isNotEmpty().isNotEqualTo(first);
        assertThat(cacheOf(run(java25))).isEqualTo(first);
    }

    @Test
    void startsWithoutACacheWhenTheTrainingFails() throws Exception {
        Files.writeString(java25.resolve("bin/java.training"), "1");

        assertThat(run(java25)).contains("Preparing").endsWith("/gatehouse.jar run\n");
        assertThat(run(java25)).doesNotContain("Preparing", "AOTCache").endsWith("/gatehouse.jar run\n");
    }

    @Test
    void startsFromTheJarWhenNothingCanBeWritten() throws Exception {
        Files.writeString(house.resolve("target/gatehouse"), "in the way");

        assertThat(run(java25))
                .doesNotContain("AOTCache")
                .endsWith(" -jar " + real(house) + "/target/gatehouse.jar run\n");
    }

    @Test
    void aDryRunPrintsWhatIsStillToDo() throws Exception {
        Map<String, String> dry = Map.of("GATEWAY_DRY_RUN", "1");
        String before = run(java25, dry);

        assertThat(before).contains("-Djarmode=tools", "io.gatehouse.Gateway train\n", "-XX:AOTCache=");
        assertThat(house.resolve("target/gatehouse")).doesNotExist();

        run(java25);
        assertThat(run(java25, dry)).hasLineCount(1).contains("-XX:AOTCache=");
        Files.delete(Path.of(cacheOf(run(java25, dry))));
        assertThat(run(java25, dry)).contains("io.gatehouse.Gateway train\n");
    }

    @Test
    void beforeJava25AnArchiveDoes() throws Exception {
        Path java17 = java("17.0.15");
        run(java17);

        assertThat(run(java17))
                .contains(" -XX:SharedArchiveFile=" + real(house))
                .doesNotContain("AOT", "CompactObjectHeaders", "TrimNativeHeap", "aot");
    }

    @Test
    void theUsersFlagsWinOverTheSmallHeap() throws Exception {
        assertThat(run(java25)).contains("-XX:+UseSerialGC", "-Xmx300m");
        assertThat(run(java25, Map.of("JAVA_OPTS", "-Xmx2g"))).containsSubsequence("-Xmx300m", "-Xmx2g");
        for (String chosen : List.of("-XX:+UseG1GC", "-XX:MaxRAMPercentage=60")) {
            assertThat(run(java25, Map.of("JAVA_OPTS", chosen)))
                    .contains(chosen)
                    .doesNotContain("SerialGC", "-Xmx");
        }
    }

    @Test
    void theHeapIsASizeOrAShareOfWhatThereIs() throws Exception {
        assertThat(run(java25, Map.of("GATEWAY_HEAP", "1200m"))).contains(" -Xmx1200m ");
        assertThat(run(java25, Map.of("GATEWAY_HEAP", "60%")))
                .contains("-XX:+UseSerialGC", " -XX:MaxRAMPercentage=60 ")
                .doesNotContain("-Xmx");
        assertThat(run(java25, Map.of("GATEWAY_HEAP", "60%", "JAVA_OPTS", "-Xmx1200m")))
                .containsSubsequence("-XX:MaxRAMPercentage=60", "-Xmx1200m");
    }

    @Test
    void whyNeedsNeitherAConfigurationNorAQuickStart() throws Exception {
        assertThat(run(java25, Map.of(), "why", "GH-4102"))
                .doesNotContain("Preparing", "--config")
                .endsWith(" -jar " + real(house) + "/target/gatehouse.jar why GH-4102\n");
    }

    private Path java(String version) throws IOException {
        Path home = Files.createDirectories(house.resolve("java-" + version + "/bin"))
                .getParent();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Files.writeString(home.resolve("bin/java.training"), "0");
        assertThat(Files.writeString(home.resolve("bin/java"), JAVA).toFile().setExecutable(true))
                .isTrue();
        return home;
    }

    private String run(Path java) throws Exception {
        return run(java, Map.of());
    }

    private String run(Path java, Map<String, String> variables) throws Exception {
        return run(java, variables, "run");
    }

    private String run(Path java, Map<String, String> variables, String... command) throws Exception {
        List<String> line =
                new ArrayList<>(List.of("sh", house.resolve("gateway").toString()));
        line.addAll(List.of(command));
        ProcessBuilder launcher =
                new ProcessBuilder(line).directory(house.toFile()).redirectErrorStream(true);
        launcher.environment()
                .keySet()
                .removeIf(name -> name.startsWith("GATEWAY_") || name.startsWith("JAVA_") || name.startsWith("JDK_"));
        launcher.environment().put("GATEWAY_JAVA_HOME", java.toString());
        launcher.environment().putAll(variables);
        Process process = launcher.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed;
    }

    private static String cacheOf(String printed) {
        return printed.replaceAll("(?s).*-XX:AOTCache=(\\S+).*", "$1");
    }

    private static Path real(Path path) throws IOException {
        return path.toRealPath();
    }
}

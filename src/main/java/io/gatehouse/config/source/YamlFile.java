package io.gatehouse.config.source;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads one YAML file as nodes that know their lines; nothing in it is ever made into an object. */
public final class YamlFile {

    /** Ten thousand organizations in one file are some ten million characters; SnakeYAML's own limit is three. */
    private static final int MOST_CHARACTERS = 64 * 1024 * 1024;

    private YamlFile() {}

    /** Empty after saying why it cannot be read. */
    public static Optional<Section> read(Path path, ConfigFiles files, Variables variables, Findings findings) {
        Place place = new Place(findings, ConfigFiles.shown(path), 1, "");
        try {
            String text = files.read(path);
            Node root =
                    new Yaml(options()).compose(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
            return Optional.of(new Section(root, place, variables));
        } catch (IOException unreadable) {
            findings.problem(new ConfigProblem(place.file(), 0, "file", "cannot be read (expected: YAML in UTF-8)"));
        } catch (YAMLException malformed) {
            findings.problem(problem(place.file(), malformed));
        }
        return Optional.empty();
    }

    /** What SnakeYAML found, without the line it quotes and without names, since either may be a secret. */
    public static ConfigProblem problem(String file, YAMLException malformed) {
        if (malformed instanceof MarkedYAMLException marked) {
            Mark mark = marked.getProblemMark() != null ? marked.getProblemMark() : marked.getContextMark();
            String found = String.valueOf(marked.getProblem()).replaceFirst("(alias|anchor|handle|key) .*", "$1");
            return new ConfigProblem(file, mark == null ? 0 : mark.getLine() + 1, "YAML", found + " (expected: YAML)");
        }
        return new ConfigProblem(file, 0, "YAML", "not readable (expected: YAML of ordinary characters and size)");
    }

    public static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        return options;
    }
}

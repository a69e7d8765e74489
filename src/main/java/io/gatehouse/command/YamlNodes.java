package io.gatehouse.command;

import io.gatehouse.config.source.Variables;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** YAML from nodes, so that every text is read again as it is written, whatever it looks like. */
final class YamlNodes {

    private static final Pattern TAME = Pattern.compile("[\\w$][\\w.@:/${}+-]*( [\\w.@:/${}+-]+)*");

    private YamlNodes() {}

    static String written(Map<String, Node> keys) {
        StringWriter text = new StringWriter();
        new Yaml(options()).serialize(section(keys), text);
        return text.toString();
    }

    static void put(Map<String, Node> keys, String key, Map<String, Node> section) {
        if (!section.isEmpty()) {
            keys.put(key, section(section));
        }
    }

    static void put(Map<String, Node> keys, String key, List<String> texts) {
        if (!texts.isEmpty()) {
            keys.put(key, textList(texts));
        }
    }

    static List<String> sorted(Collection<?> values) {
        return values.stream().map(Object::toString).sorted().toList();
    }

    static Map<String, Node> texts(Map<String, ?> values) {
        Map<String, Node> texts = new LinkedHashMap<>();
        new TreeMap<>(values).forEach((key, value) -> texts.put(key, text(value.toString())));
        return texts;
    }

    static Node textList(List<String> texts) {
        return list(texts.stream().map(YamlNodes::text).toList());
    }

    static Node text(String literal) {
        return scalar(Variables.written(literal));
    }

    /** In double quotes but for tame texts; and of those SnakeYAML quotes what would be something else, as {@code off} or a day. */
    static Node scalar(String written) {
        boolean tame = TAME.matcher(written).matches();
        return new ScalarNode(Tag.STR, written, null, null, tame ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED);
    }

    static Node list(List<Node> items) {
        return new SequenceNode(Tag.SEQ, items, FlowStyle.FLOW);
    }

    static Node section(Map<String, Node> keys) {
        List<NodeTuple> entries = new ArrayList<>();
        keys.forEach((key, value) -> entries.add(new NodeTuple(scalar(key), value)));
        return new MappingNode(Tag.MAP, entries, FlowStyle.BLOCK);
    }

    static DumperOptions options() {
        DumperOptions options = new DumperOptions();
        options.setSplitLines(false);
        options.setWidth(Integer.MAX_VALUE);
        return options;
    }
}

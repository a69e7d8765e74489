package io.gatehouse.config.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Keys and values of one YAML section. Whoever reads it asks for every key there may be and then calls {@link #end};
 * what nobody asked for is a mistake. What is wrong is said where it stands, and reading goes on.
 */
public final class Section {

    private static final Set<Tag> PLAIN_TAGS =
            Set.of(Tag.NULL, Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.TIMESTAMP, Tag.MERGE, Tag.SEQ, Tag.MAP);

    private record Entry(Node value, Place place) {}

    /** What may be written as a value or as a section; one of them is there. */
    public record Item(Place place, Optional<Value> value, Optional<Section> section) {}

    private final Place place;
    private final Variables variables;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final boolean readable;

    /** @param node a mapping; nothing (an empty file, or a key without a value) is a section without keys */
    public Section(@Nullable Node node, Place place, Variables variables) {
        this.place = place;
        this.variables = variables;
        boolean nothing = node == null || isNothing(node);
        if (node instanceof MappingNode mapping && isPlain(node, place)) {
            mapping.getValue().forEach(this::add);
            readable = true;
        } else {
            readable = nothing;
            if (node != null && !nothing && !(node instanceof MappingNode)) {
                place.problem(describe(node) + " (expected: a section of keys)");
            }
        }
    }

    /** Of a key, or of the section when the key is not there. */
    public Place place(String key) {
        Entry entry = entries.get(key);
        return entry == null ? place.below(key, place.line()) : entry.place();
    }

    public Place place() {
        return place;
    }

    public boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Empty when the key is not there, or after saying what is wrong with it. */
    public <T> Optional<T> read(String key, Function<String, T> kind) {
        return one(key).flatMap(value -> value.as(kind));
    }

    /** @param expected what the key must hold, for when it is not there */
    public <T> Optional<T> require(String key, String expected, Function<String, T> kind) {
        isThere(key, expected);
        return read(key, kind);
    }

    /** One value or a list of them. */
    public <T> List<T> list(String key, Function<String, T> kind) {
        return values(key).stream().flatMap(value -> value.as(kind).stream()).toList();
    }

    /** Says so when a key that must be there is not. */
    public void isThere(String key, String expected) {
        if (readable && !has(key)) {
            place(key).problem("missing (expected: " + expected + ")");
        }
    }

    /** Like {@link #values}, for a list that says nothing when it is empty. */
    public List<Value> someValues(String key, String expected) {
        refuseEmpty(key, expected);
        return values(key);
    }

    public List<Value> values(String key) {
        return each(key, this::value);
    }

    /** Like {@link #items}, for a list that says nothing when it is empty. */
    public List<Item> someItems(String key, String expected) {
        refuseEmpty(key, expected);
        return items(key);
    }

    /** One or a list of them, each a value or a section. */
    public List<Item> items(String key) {
        return each(key, this::item);
    }

    private interface Reader<T> {
        Optional<T> read(Node node, Place at);
    }

    private <T> List<T> each(String key, Reader<T> reader) {
        Entry entry = ask(key);
        if (entry == null) {
            return List.of();
        }
        if (!(entry.value() instanceof SequenceNode list)) {
            return reader.read(entry.value(), entry.place()).stream().toList();
        }
        List<T> read = new ArrayList<>();
        if (isPlain(list, entry.place())) {
            for (int i = 0; i < list.getValue().size(); i++) {
                Node item = list.getValue().get(i);
                reader.read(item, entry.place().item(i, YamlFile.line(item))).ifPresent(read::add);
            }
        }
        return read;
    }

    private void refuseEmpty(String key, String expected) {
        Entry entry = entries.get(key);
        if (entry != null
                && entry.value() instanceof SequenceNode list
                && list.getValue().isEmpty()) {
            place(key).problem("empty (expected: " + expected + ")");
        }
    }

    /** A section below this one; without keys when it is not there. */
    public Section section(String key) {
        Entry entry = ask(key);
        return new Section(entry == null ? null : entry.value(), place(key), variables);
    }

    /** Every section below this one, by a name that the operator chose and that begins its keys in messages. */
    public Map<String, Section> sections() {
        Map<String, Section> sections = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            sections.put(name, new Section(entry.value(), entry.place().instead(name), variables));
        });
        return sections;
    }

    /** Every key, where the operator chooses them. */
    public Set<String> keys() {
        return entries.keySet();
    }

    /** Refuses the keys that nobody asked for. */
    public void end() {
        entries.forEach((key, entry) -> {
            if (!asked.contains(key)) {
                entry.place().unknownKey(asked);
            }
        });
    }

    public Optional<Value> one(String key) {
        Entry entry = ask(key);
        return entry == null ? Optional.empty() : value(entry.value(), entry.place());
    }

    private @Nullable Entry ask(String key) {
        asked.add(key);
        return entries.get(key);
    }

    private void add(NodeTuple tuple) {
        int line = YamlFile.line(tuple.getKeyNode());
        if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
            place.below("?", line).problem(describe(tuple.getKeyNode()) + " as a key (expected: a name)");
            return;
        }
        // {client-secret:hunter2}, without a space, is one long key for YAML: what may be a secret is not repeated. But
        // '["https://acme.com/department"]' is a claim's path, and no slip of anybody's.
        boolean path = scalar.getValue().startsWith("[\"") && !scalar.isPlain();
        String name = path ? scalar.getValue() : scalar.getValue().split(":", 2)[0];
        Place at = place.below(name, line);
        if (name.length() < scalar.getValue().length()) {
            at.problem("part of a name (expected: a space behind the colon)");
            return;
        }
        Entry before = entries.putIfAbsent(name, new Entry(tuple.getValueNode(), at));
        if (before != null) {
            at.problem("a second time (expected: once; it is on line "
                    + before.place().line() + " already)");
        }
    }

    private Optional<Item> item(Node node, Place at) {
        return node instanceof MappingNode
                ? Optional.of(new Item(at, Optional.empty(), Optional.of(new Section(node, at, variables))))
                : value(node, at).map(value -> new Item(at, Optional.of(value), Optional.empty()));
    }

    private Optional<Value> value(Node node, Place at) {
        if (!(node instanceof ScalarNode scalar)) {
            at.problem(describe(node) + " (expected: a single value)");
        } else if (isNothing(node)) {
            at.empty();
        } else if (isPlain(node, at)) {
            return Optional.of(new Value(scalar.getValue(), at, variables));
        }
        return Optional.empty();
    }

    private static boolean isPlain(Node node, Place at) {
        if (PLAIN_TAGS.contains(node.getTag())) {
            return true;
        }
        at.problem("a YAML tag (expected: none; quote a value that begins with !)");
        return false;
    }

    private static boolean isNothing(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    /** Never the value: it may be a secret. */
    private static String describe(Node node) {
        return node instanceof MappingNode ? "a section" : node instanceof SequenceNode ? "a list" : "a single value";
    }
}

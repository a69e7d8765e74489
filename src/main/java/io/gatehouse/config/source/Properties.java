package io.gatehouse.config.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Spring Boot's properties with the place of each. Like a {@link Section}: whoever reads asks for every key there may
 * be, and what nobody asked for is a mistake.
 */
public final class Properties {

    private final ConfigurableEnvironment environment;
    private final Variables variables;
    private final Findings findings;
    private final String file;
    private final Set<ConfigurationPropertyName> asked = new LinkedHashSet<>();

    /** @param file where a key that is not there would be looked for */
    public Properties(ConfigurableEnvironment environment, Variables variables, Findings findings, String file) {
        this.environment = environment;
        this.variables = variables;
        this.findings = findings;
        this.file = file;
    }

    /** Empty when the key is not there or has no value, or after saying what is wrong with it. */
    public <T> Optional<T> read(String key, Function<String, T> kind) {
        List<Value> values = values(key);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Place place = values.get(0).place();
        if (place.key().endsWith("]")) {
            place.problem("a list (expected: a single value)");
            return Optional.empty();
        }
        return values.get(0).as(kind);
    }

    /** One value, several with commas between them, or a list. */
    public <T> List<T> list(String key, Function<String, T> kind) {
        List<T> read = new ArrayList<>();
        for (Value value : values(key)) {
            for (String text : value.as(Kinds::text)
                    .map(texts -> texts.split("\\s*,\\s*", -1))
                    .orElse(new String[0])) {
                new Value(text, value.place(), variables).as(kind).ifPresent(read::add);
            }
        }
        return read;
    }

    /** Without those that are blank, which is how Boot says that there is no value. */
    public List<Value> values(String key) {
        return first(key, values -> true);
    }

    /**
     * The same, but what stands in a file comes first: a variable that the file names can be, by Boot's relaxed names, the
     * key itself ({@code GATEWAY_SECRET_KEY}), and would hide a list that holds more.
     */
    public List<Value> valuesOfFile(String key) {
        List<Value> ofFile = first(key, values -> values.get(0).place().line() > 0);
        return ofFile.isEmpty() ? values(key) : ofFile;
    }

    /** Of the first source that has what is wanted of it; it has all of the value then. */
    private List<Value> first(String key, Predicate<List<Value>> wanted) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
        asked.add(name);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            List<Value> values = values(source, name);
            if (!values.isEmpty() && wanted.test(values)) {
                return values.stream().filter(value -> !isBlank(value)).toList();
            }
        }
        return List.of();
    }
    /** Of a key, also when it is not there. */
    public Place place(String key) {
        return values(key).stream().map(Value::place).findFirst().orElseGet(() -> new Place(findings, file, 0, key));
    }

    /** Refuses a key, with all that may be below it. */
    public void refuse(String key, String message) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
        every().filter(property -> name.equals(property.getName()) || name.isAncestorOf(property.getName()))
                .map(this::place)
                .min(Comparator.comparing(Place::line))
                .ifPresent(place -> place.instead(key).problem(message));
    }

    /** Refuses the keys below this one that stand in a file and that nobody asked for. */
    public void end(String root) {
        ConfigurationPropertyName top = ConfigurationPropertyName.of(root);
        Set<ConfigurationPropertyName> refused = new HashSet<>();
        every().filter(property -> PropertyOrigin.inFile(property).isPresent())
                .filter(property -> top.equals(property.getName()) || top.isAncestorOf(property.getName()))
                .forEach(property -> check(property, top, refused));
    }

    /** Refuses keys of a file that begin with none of these. */
    public void roots(Set<String> known) {
        Set<String> refused = new HashSet<>();
        every().filter(property -> PropertyOrigin.inFile(property).isPresent()).forEach(property -> {
            String root = property.getName().getElement(0, Form.ORIGINAL);
            if (!known.contains(root) && refused.add(root)) {
                place(property).instead(root).unknownKey(known);
            }
        });
    }

    private void check(
            ConfigurationProperty property, ConfigurationPropertyName top, Set<ConfigurationPropertyName> refused) {
        ConfigurationPropertyName name = property.getName();
        Place place = place(property);
        for (int depth = top.getNumberOfElements(); depth <= name.getNumberOfElements(); depth++) {
            ConfigurationPropertyName key = name.chop(depth);
            boolean last = depth == name.getNumberOfElements();
            if (asked.contains(key)) {
                if (!last && !name.isNumericIndex(depth) && refused.add(key)) {
                    place.instead(key.toString()).problem("a section (expected: a single value)");
                }
                return;
            }
            if (asked.stream().noneMatch(key::isAncestorOf)) {
                if (refused.add(key)) {
                    place.instead(key.toString()).unknownKey(below(key.getParent()));
                }
                return;
            }
            if (last && !isBlank(value(property))) {
                place.problem("a single value (expected: a section of keys)");
            }
        }
    }

    private Set<String> below(ConfigurationPropertyName section) {
        int depth = section.getNumberOfElements();
        return asked.stream()
                .filter(section::isAncestorOf)
                .map(key -> key.getElement(depth, Form.ORIGINAL))
                .collect(Collectors.toSet());
    }

    private Stream<ConfigurationProperty> every() {
        return StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .filter(IterableConfigurationPropertySource.class::isInstance)
                .flatMap(source -> ((IterableConfigurationPropertySource) source)
                        .stream().map(source::getConfigurationProperty).filter(Objects::nonNull));
    }

    private List<Value> values(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        ConfigurationProperty single = source.getConfigurationProperty(name);
        if (single != null) {
            return List.of(value(single));
        }
        List<Value> values = new ArrayList<>();
        for (int i = 0; values.size() == i; i++) {
            ConfigurationProperty item = source.getConfigurationProperty(name.append("[" + i + "]"));
            if (item != null) {
                values.add(value(item));
            }
        }
        return values;
    }

    private Value value(ConfigurationProperty property) {
        return new Value(property.getValue().toString(), place(property), variables);
    }

    private boolean isBlank(Value value) {
        try {
            return variables.expand(value.written()).isBlank();
        } catch (IllegalArgumentException missing) {
            return false; // whoever reads it says so
        }
    }

    private Place place(ConfigurationProperty property) {
        return PropertyOrigin.place(property, findings);
    }
}

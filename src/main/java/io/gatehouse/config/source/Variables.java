package io.gatehouse.config.source;

import io.gatehouse.secret.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Puts in what {@code ${VAR}}, {@code ${VAR:default}} and {@code file:/path} stand for.
 *
 * <p>What a variable or a file holds is taken as it is, never expanded again: a password may hold a dollar sign and a brace.
 * Where such a text must be written out, one dollar more in front takes the meaning away: <code>$${</code> is
 * <code>${</code>, and a secret that begins with {@code $file:} begins with {@code file:}.
 */
public final class Variables {

    private static final String FILE = "file:";
    private static final Pattern ESCAPED_FILE = Pattern.compile("\\$+file:.*", Pattern.DOTALL);
    private static final Pattern FILE_OR_ESCAPED = Pattern.compile("\\$*file:.*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private final ConfigurableEnvironment environment;
    private final ConfigFiles files;
    private final boolean literal;

    public Variables(ConfigurableEnvironment environment, ConfigFiles files) {
        this(environment, files, false);
    }

    private Variables(ConfigurableEnvironment environment, ConfigFiles files, boolean literal) {
        this.environment = environment;
        this.files = files;
        this.literal = literal;
    }

    /** For what no operator has written: nothing stands for anything else, neither a variable nor a file of this machine. */
    public static Variables none() {
        return new Variables(new StandardEnvironment(), new ConfigFiles(Path.of("")), true);
    }

    /** @throws IllegalArgumentException naming the variable that is not set */
    public String expand(String text) {
        if (literal) {
            return text;
        }
        StringBuilder expanded = new StringBuilder();
        int at = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", at)) {
            if (start > at && text.charAt(start - 1) == '$') {
                expanded.append(text, at, start - 1).append("${");
                at = start + 2;
            } else {
                int end = closing(text, start + 2);
                expanded.append(text, at, start).append(value(text.substring(start + 2, end)));
                at = end + 1;
            }
        }
        return expanded.append(text.substring(at)).toString();
    }

    /** @throws IllegalArgumentException naming the variable or file that is missing or empty, never what it holds */
    public Secret secret(String text) {
        if (literal && !text.isBlank()) {
            return Secret.of(text);
        }
        boolean escaped = ESCAPED_FILE.matcher(text).matches();
        String expanded = expand(escaped ? text.substring(1) : text);
        boolean inFile = !escaped && expanded.startsWith(FILE);
        String value = inFile ? content(expanded.substring(FILE.length()), text) : expanded;
        if (value.isBlank()) {
            String found = text.isBlank() ? "empty" : text + " is empty";
            throw new IllegalArgumentException(found + " (expected: the secret's value)");
        }
        return Secret.of(value);
    }

    /** How a value must be written so that {@link #expand} makes this text of it. */
    public static String written(String literal) {
        return literal.replace("${", "$${");
    }

    /** How a secret must be written so that {@link #secret} makes this text of it. */
    public static String writtenSecret(String literal) {
        return (FILE_OR_ESCAPED.matcher(literal).matches() ? "$" : "") + written(literal);
    }

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private String content(String path, String written) {
        try {
            String content = files.read(files.resolve(path.replaceFirst("^/+", "/")));
            return content.replaceFirst("\\r?\\n\\z", "");
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(written + " cannot be read (expected: a file with the secret in it)");
        }
    }

    private String value(String inside) {
        int colon = inside.indexOf(':');
        String name = colon < 0 ? inside : inside.substring(0, colon);
        if (!isName(name)) {
            throw malformed();
        }
        return lookUp(name).orElseGet(() -> {
            if (colon < 0) {
                throw new IllegalArgumentException("${" + name + "} (expected: the variable " + name + " to be set)");
            }
            return expand(inside.substring(colon + 1));
        });
    }

    private Optional<String> lookUp(String name) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            Object value = source.getProperty(name);
            if (value != null) {
                return Optional.of(value.toString());
            }
        }
        return Optional.empty();
    }

    /** Where the placeholder ends that began before this; a default may hold others. */
    private static int closing(String text, int from) {
        int depth = 1;
        for (int at = from; at < text.length(); at++) {
            if (text.startsWith("${", at)) {
                depth++;
            } else if (text.charAt(at) == '}' && --depth == 0) {
                return at;
            }
        }
        throw malformed();
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("${ that begins no variable (expected: ${VAR} or ${VAR:default})");
    }
}

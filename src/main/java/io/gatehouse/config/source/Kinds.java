package io.gatehouse.config.source;

import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kinds of values that no type of ours reads: each takes a text, or refuses it with {@code found (expected: …)}. */
public final class Kinds {

    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");

    private Kinds() {}

    public static String text(String text) {
        if (text.isBlank()) {
            throw refused("empty", "a value");
        }
        return text;
    }

    public static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw refused(text, "true or false");
        }
        return text.equals("true");
    }

    /** Also true and false: Spring Boot's YAML 1.1 reads {@code on} and {@code off} as those. */
    public static boolean onOrOff(String text) {
        return switch (text) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw refused(text, "on or off");
        };
    }

    /** {@code 30m}, {@code 12h}, {@code 1h30m}; a number alone would leave the unit to be guessed. */
    public static Duration duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            throw refused(text, "a duration such as 30m, 12h or 1h30m");
        }
        return Duration.ofDays(number(parts.group(1)))
                .plusHours(number(parts.group(2)))
                .plusMinutes(number(parts.group(3)))
                .plusSeconds(number(parts.group(4)));
    }

    public static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException malformed) {
            throw refused(text, "a date such as 2027-03-14");
        }
    }

    /** Scheme, host and port of a service, without a path: the route's own decides that. */
    public static URI address(String text) {
        String origin = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            URI uri = URI.create(origin);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare = "".equals(uri.getRawPath())
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
            if (web && bare && uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= 65535) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            // said below
        }
        throw refused(
                text.contains("@") ? "an address with a user in it" : text,
                "http://host:port or https://host:port, without a path");
    }

    /** One of an enumeration's constants, written in lower case with hyphens. */
    public static <E extends Enum<E>> Function<String, E> oneOf(Class<E> type) {
        List<String> names =
                Arrays.stream(type.getEnumConstants()).map(Kinds::written).toList();
        return text -> {
            int index = names.indexOf(text);
            if (index < 0) {
                throw refused(text, Place.oneOf(names));
            }
            return type.getEnumConstants()[index];
        };
    }

    public static IllegalArgumentException refused(String found, String expected) {
        return new IllegalArgumentException((found.isEmpty() ? "empty" : found) + " (expected: " + expected + ")");
    }

    public static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static long number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}

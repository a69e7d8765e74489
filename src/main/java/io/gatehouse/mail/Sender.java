package io.gatehouse.mail;

import io.gatehouse.audit.OneLine;
import io.gatehouse.organization.EmailAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From whom mails are.
 *
 * @param name for people; empty for none
 */
public record Sender(EmailAddress address, String name) {

    private static final Pattern NAMED = Pattern.compile("([^<>]*)<([^<>]*)>");

    /**
     * @param text {@code no-reply@example.com} or {@code Example Portal <no-reply@example.com>}
     * @throws IllegalArgumentException with what was expected
     */
    public static Sender parse(String text) {
        Matcher named = NAMED.matcher(text.strip());
        boolean hasName = named.matches();
        String name = hasName ? named.group(1).strip() : "";
        return EmailAddress.parse(hasName ? named.group(2).strip() : text.strip())
                .filter(address -> OneLine.of(name).equals(name))
                .map(address -> new Sender(address, name))
                .orElseThrow(() -> new IllegalArgumentException(
                        text + " (expected: an e-mail address, or a name and one: Portal <no-reply@example.com>)"));
    }

    @Override
    public String toString() {
        return name.isEmpty() ? address.value() : name + " <" + address + ">";
    }
}

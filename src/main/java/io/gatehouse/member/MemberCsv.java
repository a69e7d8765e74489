package io.gatehouse.member;

import io.gatehouse.audit.Cell;
import io.gatehouse.member.Invitations.Wanted;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.RoleMapping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Members as comma-separated values (RFC 4180): one line each, {@code email,role} in front. */
public final class MemberCsv {

    /** What stands before all rows. */
    public static final String HEADER = "email,role,state,name,since,last sign-in,invited by\r\n";

    /** What was read of a list of people: who is wanted, and which lines say nobody. */
    public record Read(List<Wanted> wanted, List<String> problems) {}

    private MemberCsv() {}

    /** @param roles those that may be given */
    public static Read read(String text, RoleMapping roles) {
        List<Wanted> wanted = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        String[] lines = text.split("\r\n|\n|\r", -1);
        for (int number = 1; number <= lines.length; number++) {
            String line = lines[number - 1].strip();
            if (!line.isEmpty() && !line.toLowerCase(Locale.ROOT).startsWith("email,") && !line.equals("email")) {
                read(line, "Line " + number + ": ", roles, wanted, problems);
            }
        }
        return new Read(wanted, problems);
    }

    private static void read(String line, String where, RoleMapping roles, List<Wanted> wanted, List<String> problems) {
        String[] fields = line.split(",", -1);
        Optional<EmailAddress> address = EmailAddress.parse(field(fields, 0));
        Optional<String> role = Optional.of(field(fields, 1)).filter(text -> !text.isEmpty());
        if (address.isEmpty()) {
            problems.add(where + field(fields, 0) + " is no e-mail address.");
        } else if (role.isPresent() && !roles.knows(role.get())) {
            problems.add(where + role.get() + " is no role here. There are: " + String.join(", ", roles.roles()) + ".");
        } else {
            wanted.add(new Wanted(address.get(), role));
        }
    }

    /** What {@link #rows} has put around a field comes off again. */
    private static String field(String[] fields, int index) {
        String text = index < fields.length ? fields[index].strip() : "";
        String bare = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
        return Cell.read(bare);
    }

    /** A line each. */
    public static String rows(List<Member> members) {
        StringBuilder csv = new StringBuilder();
        for (Member member : members) {
            List<String> fields = List.of(
                    member.address().map(EmailAddress::value).orElse(""),
                    member.role().orElse(""),
                    member.state().name().toLowerCase(Locale.ROOT),
                    member.name(),
                    member.since().toString(),
                    member.lastSignIn().map(Instant::toString).orElse(""),
                    member.invitation().map(it -> it.by()).orElse(""));
            csv.append(String.join(",", fields.stream().map(Cell::of).toList())).append("\r\n");
        }
        return csv.toString();
    }
}

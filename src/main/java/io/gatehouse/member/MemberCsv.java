package io.gatehouse.member;

import io.gatehouse.audit.Cell;
import io.gatehouse.audit.OneLine;
import io.gatehouse.member.Invitations.Wanted;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.RoleMapping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Members as comma-separated values (RFC 4180): one line each, {@code email,role} in front. */
public final class MemberCsv {

    /** What stands before all rows. */
    public static final String HEADER = "email,role,state,name,since,last sign-in,invited by\r\n";

    /** A page says no more of what is wrong than a person reads. */
    private static final int MOST_PROBLEMS = 100;

    /** What was read of a list of people: who is wanted, and which lines say nobody, or somebody a second time. */
    public record Read(List<Wanted> wanted, List<String> problems) {}

    private final RoleMapping roles;
    private final Map<EmailAddress, Wanted> wanted = new LinkedHashMap<>();
    private final Map<EmailAddress, Integer> lines = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int more;

    private MemberCsv(RoleMapping roles) {
        this.roles = roles;
    }

    /**
     * What can be read of it; of a spreadsheet too, which writes a mark in front and may part fields by semicolons.
     *
     * @param roles those that may be given
     */
    public static Read read(String text, RoleMapping roles) {
        MemberCsv csv = new MemberCsv(roles);
        String[] lines = text.replaceFirst("^\uFEFF", "").split("\r\n|\n|\r", -1);
        for (int number = 1; number <= lines.length; number++) {
            String[] fields = lines[number - 1].strip().split("[,;]", -1);
            String first = field(fields, 0);
            if (!isHeading(first) && !(first.isEmpty() && fields.length == 1)) {
                csv.read(number, first, field(fields, 1));
            }
        }
        return csv.whole();
    }

    /** As the list that is downloaded calls its first column, or as the page calls it. */
    private static boolean isHeading(String first) {
        return first.equalsIgnoreCase("email") || first.equalsIgnoreCase("address");
    }

    private void read(int line, String typed, String role) {
        Optional<EmailAddress> address = EmailAddress.parse(typed);
        if (address.isEmpty()) {
            problem(line, shown(typed) + " is no e-mail address.");
        } else if (!role.isEmpty() && !roles.knows(role)) {
            problem(line, shown(role) + " is no role here. There are: " + String.join(", ", roles.roles()) + ".");
        } else if (lines.putIfAbsent(address.get(), line) != null) {
            problem(line, address.get() + " is on line " + lines.get(address.get()) + " already.");
        } else {
            wanted.put(
                    address.get(), new Wanted(address.get(), Optional.of(role).filter(it -> !it.isEmpty())));
        }
    }

    private void problem(int line, String found) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add("Line " + line + ": " + found);
        } else {
            more++;
        }
    }

    private Read whole() {
        if (more > 0) {
            problems.add("And " + more + " more lines that say nobody, or somebody a second time.");
        }
        return new Read(List.copyOf(wanted.values()), problems);
    }

    private static String shown(String typed) {
        return OneLine.of(typed, EmailAddress.LONGEST);
    }

    /** What {@link #rows} has put around a field comes off again. */
    private static String field(String[] fields, int index) {
        String text = index < fields.length ? fields[index].strip() : "";
        String bare = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
        return Cell.read(bare);
    }

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

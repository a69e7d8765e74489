package io.gatehouse.member;

import io.gatehouse.member.Member.State;
import io.gatehouse.organization.EmailAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All members of an organization as one replica knows them: their ids and versions, and of those that have been opened the words
 * by which they are looked for.
 *
 * @param stamp of the store, from before
 * @param lines the newest first
 */
record Roll(long stamp, List<Line> lines) {

    static final Roll NONE = new Roll(-1, List.of());

    /** The words of a member; all in lower case. */
    private record Words(String title, String address, String role, String state, boolean isUnsent) {

        /** Invited, and no mail went out that should have. */
        private static final String UNSENT = "unsent";

        private static final Words UNREADABLE = new Words("", "", "", "", false);

        static Words of(Member member) {
            return new Words(
                    member.title().toLowerCase(Locale.ROOT),
                    member.address().map(EmailAddress::value).orElse(""),
                    member.role().orElse(""),
                    member.state().name().toLowerCase(Locale.ROOT),
                    member.invitation()
                            .filter(open -> member.state() == State.INVITED && open.isUnsent())
                            .isPresent());
        }

        boolean contain(String wanted) {
            return title.contains(wanted)
                    || address.contains(wanted)
                    || role.equals(wanted)
                    || state.equals(wanted)
                    || isUnsent && wanted.equals(UNSENT);
        }
    }

    /** One member, in the version that the words are of. */
    static final class Line {

        private final String id;
        private final long version;
        private volatile @Nullable Words words;

        private Line(String id, long version) {
            this.id = id;
            this.version = version;
        }

        String id() {
            return id;
        }
    }

    /** The present members; what is known of those that have not changed is known still. */
    Roll with(long present, Map<String, Long> versions) {
        Map<String, Line> known = new HashMap<>();
        lines.forEach(line -> known.put(line.id, line));
        List<Line> now = versions.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByKey(Comparator.reverseOrder()))
                .map(entry -> line(known.get(entry.getKey()), entry.getKey(), entry.getValue()))
                .toList();
        return new Roll(present, now);
    }

    private static Line line(@Nullable Line before, String id, long version) {
        return before != null && before.version == version ? before : new Line(id, version);
    }

    List<String> ids() {
        return lines.stream().map(Line::id).toList();
    }

    /** Those whose words are not known. */
    List<Line> unknown() {
        return lines.stream().filter(line -> line.words == null).toList();
    }

    /** @param read what became of these lines when they were opened; what is not there could not be read */
    static void know(List<Line> opened, List<Member> read) {
        Map<String, Member> members =
                read.stream().collect(Collectors.toMap(Member::id, member -> member, (one, other) -> other));
        opened.forEach(line -> {
            Member member = members.get(line.id);
            line.words = member == null ? Words.UNREADABLE : Words.of(member);
        });
    }

    /** @param wanted in lower case */
    List<String> found(String wanted) {
        return lines.stream()
                .filter(line -> line.words != null && line.words.contain(wanted))
                .map(Line::id)
                .toList();
    }

    Set<String> addresses() {
        return lines.stream()
                .flatMap(line -> line.words == null ? Stream.<String>of() : Stream.of(line.words.address()))
                .collect(Collectors.toUnmodifiableSet());
    }
}

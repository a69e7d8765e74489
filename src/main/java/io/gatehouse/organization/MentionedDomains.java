package io.gatehouse.organization;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The domains of all addresses that somebody could read in a text that somebody else wrote, however odd they are. */
final class MentionedDomains {

    /** A dot may be the ideographic one, as in names of hosts (UTS #46 §4). */
    private static final Pattern BEHIND_AT = Pattern.compile("@\\s*([\\p{L}\\p{M}\\p{N}.\u3002-]+)");

    /** Joiners, soft hyphens and the like: not seen, and left out by those who compare. */
    private static final Pattern UNSEEN = Pattern.compile("\\p{Cf}");

    private MentionedDomains() {}

    /** In lower case, without dots at the end. */
    static List<String> in(String text) {
        if (text.chars().allMatch(character -> character < 0x80 && character != '@')) {
            return List.of();
        }
        String folded = Normalizer.normalize(UNSEEN.matcher(text).replaceAll(""), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT);
        List<String> domains = new ArrayList<>();
        Matcher domain = BEHIND_AT.matcher(folded);
        while (domain.find()) {
            domains.add(domain.group(1).replace('\u3002', '.').replaceFirst("[.]+$", ""));
        }
        return domains;
    }
}

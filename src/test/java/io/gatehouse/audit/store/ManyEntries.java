package io.gatehouse.audit.store;

import io.gatehouse.audit.Entry;
import io.gatehouse.audit.Happening;
import io.gatehouse.secret.SecretKeys;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Entries as a busy organization has them: in all drawers, of very many people. */
public final class ManyEntries {

    private static final Happening[] KINDS = {
        Happening.SIGN_IN, Happening.SIGN_OUT, Happening.SIGN_IN_FAILED, Happening.SSO_PILOT, Happening.MEMBER_INVITED
    };
    private static final int AT_ONCE = 100;

    private ManyEntries() {}

    /** {@code p4242} is among the oldest, and nobody is called nobody. */
    public static void fill(ActivityStore store, SecretKeys keys, String organization, int count, Clock clock) {
        EntrySeal seal = new EntrySeal(keys);
        for (int begin = 0; begin < count / KINDS.length; begin += AT_ONCE) {
            for (Happening happening : KINDS) {
                List<byte[]> sealed = new ArrayList<>();
                for (int number = begin; number < begin + AT_ONCE; number++) {
                    sealed.add(seal.close(organization, new Entry(clock.instant(), happening, facts(number))));
                }
                store.append(organization, happening.kind().drawer(), sealed).block();
            }
        }
    }

    private static Map<String, String> facts(int number) {
        return Map.of(
                "username",
                "p" + number + "@acme.com",
                "subject",
                "00u1a2b3c4d5e6f7g8h" + number,
                "client",
                "203.0.113.7",
                "roles",
                "[member, developer]");
    }
}

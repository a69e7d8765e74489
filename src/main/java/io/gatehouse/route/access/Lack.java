package io.gatehouse.route.access;

import io.gatehouse.text.Text;
import java.util.Map;
import java.util.Set;

/** What somebody lacks who may not open a page, in words for them: what kind of thing, never which others have it. */
sealed interface Lack {

    Text words();

    /** One or the other. */
    static Text either(Text one, Text other) {
        return new Text("need.either", Map.of("one", one, "other", other));
    }

    /** One and the other. */
    static Text both(Text one, Text other) {
        return new Text("need.both", Map.of("one", one, "other", other));
    }

    /** Whether it is not known, since their sign-in is older than the rule that asks: another sign-in tells. */
    default boolean isUnknown() {
        return false;
    }

    /** None of the roles. */
    record Role() implements Lack {
        @Override
        public Text words() {
            return Text.of("need.role");
        }
    }

    /**
     * None of the groups.
     *
     * @param withheld whether they are in more groups than could come
     */
    record Group(boolean withheld) implements Lack {
        @Override
        public Text words() {
            return Text.of(withheld ? "need.group-withheld" : "need.group");
        }
    }

    /** No address in these domains that their identity provider vouches for. */
    record Address(Set<String> domains) implements Lack {
        @Override
        public Text words() {
            return domains.stream()
                    .sorted()
                    .map(domain -> new Text("need.address", Map.of("domain", domain)))
                    .reduce(Lack::either)
                    .orElseThrow();
        }
    }

    /**
     * None of a claim's values.
     *
     * @param isUnknown whether the claim was not kept at their sign-in
     */
    record Claim(boolean isUnknown) implements Lack {
        @Override
        public Text words() {
            return Text.of("need.claim");
        }
    }
}

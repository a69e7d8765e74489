package io.gatehouse.route.access;

import java.util.Set;

/** What somebody lacks who may not open a page, in words for them: what kind of thing, never which others have it. */
sealed interface Lack {

    String words();

    /** Whether it is not known, since their sign-in is older than the rule that asks: another sign-in tells. */
    default boolean isUnknown() {
        return false;
    }

    /** None of the roles. */
    record Role() implements Lack {
        @Override
        public String words() {
            return "a role";
        }
    }

    /**
     * None of the groups.
     *
     * @param withheld whether they are in more groups than could come
     */
    record Group(boolean withheld) implements Lack {
        @Override
        public String words() {
            return withheld ? "a group (you are in more than your company’s sign-in can tell us)" : "a group";
        }
    }

    /** No address in these domains that their identity provider vouches for. */
    record Address(Set<String> domains) implements Lack {
        @Override
        public String words() {
            return "a confirmed e-mail address at " + String.join(" or ", domains);
        }
    }

    /**
     * None of a claim's values.
     *
     * @param isUnknown whether the claim was not kept at their sign-in
     */
    record Claim(boolean isUnknown) implements Lack {
        @Override
        public String words() {
            return "an entry in what your company’s sign-in says of you";
        }
    }
}

package io.gatehouse.problem;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The number that stands on a page, in the JSON and in the log line of one refusal, so that they find each other. */
record Reference(String value) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** For people to read out: {@code 7f3c-91aa}. */
    static Reference next() {
        byte[] bytes = new byte[4];
        RANDOM.nextBytes(bytes);
        String hex = HexFormat.of().formatHex(bytes);
        return new Reference(hex.substring(0, 4) + "-" + hex.substring(4));
    }
}

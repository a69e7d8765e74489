package io.gatehouse.demo;

import java.util.Map;

/** Why a request was refused, in the words of RFC 6749 §4.1.2.1 and §5.2. */
record OAuthError(String error, String description) {

    Answer answer(int status) {
        return Answer.json(status, Map.of("error", error, "error_description", description));
    }
}

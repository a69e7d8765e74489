package io.gatehouse.login.reach;

import java.io.ByteArrayOutputStream;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What is read of a token endpoint's answer, and nothing else (RFC 6749 §5; OpenID Connect Core §3.1.3.3): a sign-in holds it
 * while keys and user info are asked for, and a provider may take its time with those.
 */
final class TokenMembers {

    /**
     * In bytes. Entra's ID token with the 200 groups that it takes at most has 12 KB, its access token 3, or as much where it
     * is for an API of one's own; a refresh token has 2.
     */
    static final int MOST = 32 * 1024;

    private static final Set<String> READ = Set.of(
            "access_token",
            "token_type",
            "expires_in",
            "scope",
            "id_token",
            "refresh_token",
            "error",
            "error_description");

    private static final JsonFactory JSON = new JsonFactory();

    private TokenMembers() {}

    /** @param answer one JSON object, which {@link StrictJson} has found nothing wrong with */
    static byte[] of(byte[] answer) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (JsonParser from = JSON.createParser(ObjectReadContext.empty(), answer);
                JsonGenerator to = JSON.createGenerator(ObjectWriteContext.empty(), read)) {
            from.nextToken();
            to.writeStartObject();
            while (from.nextToken() == JsonToken.PROPERTY_NAME) {
                copy(from, to);
            }
            to.writeEndObject();
        }
        return read.toByteArray();
    }

    private static void copy(JsonParser from, JsonGenerator to) {
        if (READ.contains(from.currentName())) {
            to.copyCurrentStructure(from);
        } else {
            from.nextToken();
            from.skipChildren();
        }
    }
}

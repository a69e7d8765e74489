package io.gatehouse.api.settings;

import io.gatehouse.api.Call;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.settings.AllSettings.Known;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/** Of settings, for {@code ETag} and {@code If-Match}: it changes with what was entered, and with the operator's file. */
final class Version {

    private static final Pattern STRONG = Pattern.compile("\"[!#-~]{1,100}\"");
    private static final int DIGEST_BYTES = 6;
    private static final JsonMapper JSON = new JsonMapper();

    private Version() {}

    static String of(Known known, Map<String, Object> keys) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(JSON.writeValueAsString(keys).getBytes(StandardCharsets.UTF_8));
            return "\"" + known.version() + "-" + HexFormat.of().formatHex(Arrays.copyOf(digest, DIGEST_BYTES)) + "\"";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has SHA-256
        }
    }

    /** The one that a change is about; {@link Refusal} 428 for none, and for {@code *}, which would be about whichever. */
    static String named(Call call) {
        List<String> lines = call.exchange().getRequest().getHeaders().getOrEmpty(HttpHeaders.IF_MATCH);
        if (lines.size() != 1 || !STRONG.matcher(lines.get(0).strip()).matches()) {
            throw Refusal.of(
                    Problem.VERSION_MISSING,
                    "api: " + call.name() + ": If-Match: " + lines.size() + " (expected: one ETag of GET settings)");
        }
        return lines.get(0).strip();
    }
}

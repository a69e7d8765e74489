package io.gatehouse.journey;

import java.nio.charset.StandardCharsets;

/** Bodies in which a byte that is lost, doubled or moved shows. */
final class Bodies {

    private Bodies() {}

    /** ASCII, with its own position again and again. */
    static String text(int length) {
        StringBuilder text = new StringBuilder(length + 12);
        while (text.length() < length) {
            text.append(text.length()).append(',');
        }
        text.setLength(length);
        return text.toString();
    }

    static byte[] bytes(int length) {
        return text(length).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The same in chunks of this size, and the last one. */
    static String chunked(String body, int size) {
        StringBuilder chunks = new StringBuilder();
        for (int from = 0; from < body.length(); from += size) {
            String chunk = body.substring(from, Math.min(body.length(), from + size));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString();
    }
}

package io.gatehouse.login.reach;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.Hints;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.util.MimeType;

/** Spring's JSON decoder, which does not write into the log (at DEBUG) what it has read: tokens stand in it. */
final class UnloggedJson extends JacksonJsonDecoder {

    @Override
    public Object decode(
            DataBuffer buffer, ResolvableType type, @Nullable MimeType mimeType, @Nullable Map<String, Object> hints) {
        return super.decode(
                buffer,
                type,
                mimeType,
                Hints.merge(hints == null ? Hints.none() : hints, Hints.SUPPRESS_LOGGING_HINT, true));
    }
}

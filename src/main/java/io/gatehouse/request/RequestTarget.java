package io.gatehouse.request;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.HexFormat;

/**
 * Percent-encodes what browsers send raw (WHATWG URL) and {@code java.net.URI} refuses (RFC 3986), such as {@code ?q=a|b}
 * and {@code /[slug]}, before anything else reads the request; so the bytes that decide are still those that are forwarded.
 *
 * <p>A body whose chunks cannot be read ends the connection here: reactor-netty 1.3.7 answers 400 and then tells whoever
 * reads the body that it is complete, so half a request would go on as a whole one (RFC 9112 §8).
 */
@ChannelHandler.Sharable
public final class RequestTarget extends ChannelInboundHandlerAdapter {

    private static final String RAW_IN_PATHS = "[]|^";
    private static final String RAW_IN_QUERIES = "|^`{}\"<>";

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // closed is closed
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            request.setUri(encoded(request.uri()));
        } else if (message instanceof HttpContent part && part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(part);
            context.close();
            return;
        }
        context.fireChannelRead(message);
    }

    /** The same text where there is nothing to encode. */
    public static String encoded(String target) {
        int question = target.indexOf('?');
        int endOfPath = question < 0 ? target.length() : question;
        StringBuilder encoded = null;
        for (int at = 0; at < target.length(); at++) {
            char c = target.charAt(at);
            boolean raw = at < endOfPath ? RAW_IN_PATHS.indexOf(c) >= 0 : isRawInQuery(target, at, c);
            if (raw && encoded == null) {
                encoded = new StringBuilder(target.length() + 16).append(target, 0, at);
            }
            if (encoded != null) {
                encoded.append(raw ? "%" + HexFormat.of().withUpperCase().toHexDigits((byte) c) : String.valueOf(c));
            }
        }
        return encoded == null ? target : encoded.toString();
    }

    private static boolean isRawInQuery(String target, int at, char c) {
        return RAW_IN_QUERIES.indexOf(c) >= 0 || c == '%' && !RequestPath.isEscape(target, at, target.length());
    }
}

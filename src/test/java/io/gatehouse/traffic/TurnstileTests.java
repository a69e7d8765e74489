package io.gatehouse.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnstileTests {

    final List<Passage> passed = new ArrayList<>();
    boolean stopping;
    final EmbeddedChannel channel = new EmbeddedChannel(new Turnstile(passed::add, () -> stopping));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aRequestEndsWithTheLastPartOfItsAnswer() {
        arrives("/a");
        channel.writeOutbound(
                head(200), new DefaultHttpContent(Unpooled.copiedBuffer("12345", StandardCharsets.UTF_8)));
        channel.writeOutbound(Unpooled.copiedBuffer("678", StandardCharsets.UTF_8));
        assertThat(passed).isEmpty();

        channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);

        assertThat(passed).singleElement().satisfies(passage -> {
            assertThat(passage.target).isEqualTo("/a");
            assertThat(passage.status).isEqualTo(200);
            assertThat(passage.bytes).isEqualTo(8);
            assertThat(passage.nanos()).isPositive();
            assertThat(passage.route).isEqualTo(Passage.NO_ROUTE);
        });
    }

    @Test
    void oneConnectionHasManyRequests() {
        for (int status : new int[] {200, 404, 302}) {
            arrives("/" + status);
            channel.writeOutbound(whole(status));
        }
        channel.close();

        assertThat(passed).extracting(passage -> passage.status).containsExactly(200, 404, 302);
    }

    @Test
    void anInterimAnswerIsNotTheAnswer() {
        arrives("/upload");
        channel.writeOutbound(whole(100));
        assertThat(passed).isEmpty();

        channel.writeOutbound(whole(201));

        assertThat(passed).extracting(passage -> passage.status).containsExactly(201);
    }

    @Test
    void onceTheGatewayStopsEachAnswerIsItsConnectionsLast() {
        arrives("/before");
        channel.writeOutbound(whole(200));
        stopping = true;
        arrives("/after");
        channel.writeOutbound(whole(100));
        channel.writeOutbound(whole(200));

        assertThat(channel.outboundMessages())
                .extracting(answer -> ((HttpResponse) answer).headers().get("Connection"))
                .containsExactly(null, null, "close");
    }

    @Test
    void aWebSocketIsCountedAtItsHandshake() {
        arrives("/ws");
        channel.writeOutbound(whole(101));
        channel.writeOutbound(new TextWebSocketFrame("hello"));
        channel.close();

        assertThat(passed).extracting(passage -> passage.status).containsExactly(101);
    }

    @Test
    void whoLeavesBeforeTheAnswerIsAbortedOnce() {
        arrives("/slow");
        channel.close();
        channel.write(whole(200)); // into the void

        assertThat(passed).extracting(passage -> passage.status).containsExactly(Passage.ABORTED);
    }

    @Test
    void anAnswerThatBreaksOffIsAbortedOnce() {
        arrives("/broken");
        channel.writeOutbound(head(200));
        channel.close();

        assertThat(passed).extracting(passage -> passage.status).containsExactly(Passage.ABORTED);
    }

    @Test
    void anAnswerThatIsNotTakenToTheEndIsAbortedOnce() {
        arrives("/large");
        ChannelPromise sent = channel.newPromise();
        channel.write(whole(200), sent); // not flushed
        assertThat(passed).isEmpty();
        channel.close();

        assertThat(sent.isSuccess()).isFalse();
        assertThat(passed).extracting(passage -> passage.status).containsExactly(Passage.ABORTED);
    }

    @Test
    void aPromiseThatCannotTellIsMadeOneThatCan() {
        arrives("/a");
        channel.write(whole(200), channel.voidPromise());
        channel.flush();

        assertThat(passed).extracting(passage -> passage.status).containsExactly(200);
    }

    private void arrives(String target) {
        channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target));
    }

    private static DefaultHttpResponse head(int status) {
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    }

    private static DefaultFullHttpResponse whole(int status) {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    }
}

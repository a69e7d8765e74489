package io.gatehouse;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.HttpWebHandlerAdapter;

/** Spring's way from the server to the rooms, which writes no query into the log: codes and set-up links come in one. */
final class QuietAdapter extends HttpWebHandlerAdapter {

    QuietAdapter(WebHandler delegate) {
        super(delegate);
    }

    @Override
    protected String formatRequest(ServerHttpRequest request) {
        return "HTTP " + request.getMethod() + " \"" + request.getPath() + '"';
    }
}

package io.gatehouse.bench.load;

import io.gatehouse.bench.machine.Upstream;
import io.gatehouse.bench.machine.Upstream.Page;
import io.gatehouse.bench.peer.Running;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Looks at one request in full, before and after a round: numbers of a gateway that does not do its work count nothing. */
final class Inspection {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    private Inspection() {}

    /** What is wrong, in a sentence; empty when status, body and the person whom the upstream was told of are right. */
    static Optional<String> problem(Running gateway, Target target, String email) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.address(target.path(Page.WHOAMI)))
                .timeout(Duration.ofSeconds(20));
        if (!target.cookie().isEmpty()) {
            request.header("Cookie", target.cookie());
        }
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
            return wrong(gateway, answer, email).map(wrong -> gateway.name() + ": " + target.prefix() + ": " + wrong);
        } catch (IOException failure) {
            return Optional.of(gateway.name() + ": " + target.prefix() + ": no answer: " + failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
    }

    private static Optional<String> wrong(Running gateway, HttpResponse<String> answer, String email) {
        List<String> emails = answer.headers().allValues(Upstream.SEEN_EMAIL).stream()
                .filter(value -> !value.isEmpty())
                .toList();
        List<String> users = answer.headers().allValues(Upstream.SEEN_USER).stream()
                .filter(value -> !value.isEmpty())
                .toList();
        List<String> expected = gateway.signsIn() ? List.of(email) : List.of();
        if (answer.statusCode() != 200) {
            return Optional.of("status " + answer.statusCode() + " (expected: 200)");
        }
        if (!answer.body().equals(Page.WHOAMI.body())) {
            return Optional.of("another body than the upstream's");
        }
        if (!emails.equals(expected) || users.size() != expected.size()) {
            return Optional.of(
                    "the upstream was told of " + users + " " + emails + " (expected: a user and " + expected + ")");
        }
        return Optional.empty();
    }
}

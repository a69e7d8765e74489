package io.gatehouse.api;

import io.gatehouse.apikey.Scope;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;

/**
 * One thing that can be asked of the API.
 *
 * @param path below {@code /api/v1}, as {@code openapi.json} writes it: literals, and at most one {@code {id}}
 * @param scope that a key must have for it
 */
public record Operation(HttpMethod method, String path, Scope scope, Handler handler) {

    static final String ID = "{id}";

    /** Answers a call that the key allows. */
    public interface Handler {
        Mono<Answer> answer(Call call);
    }

    public static Operation get(String path, Handler handler) {
        return new Operation(HttpMethod.GET, path, Scope.READ, handler);
    }

    public static Operation post(String path, Handler handler) {
        return new Operation(HttpMethod.POST, path, Scope.WRITE, handler);
    }

    public static Operation put(String path, Handler handler) {
        return new Operation(HttpMethod.PUT, path, Scope.WRITE, handler);
    }

    public static Operation patch(String path, Handler handler) {
        return new Operation(HttpMethod.PATCH, path, Scope.WRITE, handler);
    }

    public static Operation delete(String path, Handler handler) {
        return new Operation(HttpMethod.DELETE, path, Scope.WRITE, handler);
    }

    /** The id in a path of this form, empty where the form has none; nothing for another path. */
    Optional<String> match(List<String> segments) {
        List<String> form = List.of(path.substring(1).split("/"));
        if (form.size() != segments.size()) {
            return Optional.empty();
        }
        String id = "";
        for (int i = 0; i < form.size(); i++) {
            if (form.get(i).equals(ID)) {
                id = segments.get(i);
            } else if (!form.get(i).equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(id);
    }
}

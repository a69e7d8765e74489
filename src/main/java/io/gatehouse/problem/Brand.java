package io.gatehouse.problem;

import io.gatehouse.text.Link;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/**
 * What a page shows of the organization whose people read it; there is none until the organization is known.
 *
 * @param name for people
 * @param logo the path of its picture
 * @param style the path of a style sheet with its colours
 * @param support where its people get help
 */
public record Brand(String name, Optional<String> logo, Optional<String> style, Optional<Link> support) {

    /** Every page that answers this request shows it. */
    public void keepIn(ServerWebExchange exchange) {
        exchange.getAttributes().put(Brand.class.getName(), this);
    }

    static Optional<Brand> of(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(Brand.class.getName()));
    }

    /** For the templates. */
    Map<String, Object> model() {
        return Map.of(
                "name", name,
                "logo", logo.stream().toList(),
                "style", style.stream().toList());
    }
}

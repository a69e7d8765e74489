package io.gatehouse.problem;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Answers a refused request: a page for people, RFC 9457 JSON for programs, one log line for the operator. */
public final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Page page = Page.named("problem");
    private final JsonMapper json = new JsonMapper();
    private final Clock clock;

    public Problems(Clock clock) {
        this.clock = clock;
    }

    public Mono<Void> answer(ServerWebExchange exchange, Refusal refusal) {
        Reference reference = Reference.next();
        log(exchange, refusal, reference);
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(refusal);
        }
        refusal.headers().forEach(response.getHeaders()::set);
        return Visitor.of(exchange.getRequest()) == Visitor.PERSON
                ? page.write(exchange, refusal.problem().status(), model(refusal, reference))
                : writeJson(exchange, refusal, reference);
    }

    private Map<String, Object> model(Refusal refusal, Reference reference) {
        Problem problem = refusal.problem();
        List<Map<String, Object>> links = refusal.links().entrySet().stream()
                .map(link -> Map.<String, Object>of("label", link.getKey(), "address", link.getValue()))
                .toList();
        return Map.of(
                "title", problem.title(),
                "note", refusal.note().orElse(""),
                "advice", problem.advice(),
                "links", links,
                "code", problem.code(),
                "reference", reference.value(),
                "time", TIME.format(clock.instant()));
    }

    private Mono<Void> writeJson(ServerWebExchange exchange, Refusal refusal, Reference reference) {
        Problem problem = refusal.problem();
        ProblemDetail detail = ProblemDetail.forStatus(problem.status());
        detail.setTitle(problem.title());
        detail.setDetail(problem.advice());
        detail.setProperty("code", problem.code());
        detail.setProperty("reference", reference.value());
        refusal.members().forEach(detail::setProperty);
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
        HttpHeaders headers = response.getHeaders();
        Page.secure(headers);
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return Page.write(response, json.writeValueAsString(detail).getBytes(StandardCharsets.UTF_8));
    }

    /** Without the query: it can hold a code or a token. Control characters cannot stand in a path we have parsed. */
    private static void log(ServerWebExchange exchange, Refusal refusal, Reference reference) {
        Problem problem = refusal.problem();
        String line = "{} {} reference={} method={} path={} cause={}";
        Object[] values = {
            problem.code(),
            problem.status(),
            reference.value(),
            exchange.getRequest().getMethod(),
            exchange.getRequest().getURI().getRawPath(),
            oneLine(refusal.cause())
        };
        if (problem.status() >= 500) {
            log.warn(line, values);
        } else {
            log.info(line, values);
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}

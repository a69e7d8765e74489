package io.gatehouse.problem;

import io.gatehouse.audit.OneLine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Answers a refused request: a page for people, RFC 9457 JSON for programs, one log line for the operator. */
public final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Page page = Page.named("problem");
    private final Page framed = Page.inFrames("problem");
    private final JsonMapper json = new JsonMapper();
    private final Map<Problem, Counter> counts = new EnumMap<>(Problem.class);
    private final Clock clock;

    public Problems(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        for (Problem problem : Problem.values()) {
            counts.put(problem, counter(problem, meters));
        }
    }

    private static Counter counter(Problem problem, MeterRegistry meters) {
        return Counter.builder("gatehouse.problems")
                .description("Refused requests, by the code of the problem")
                .tag("code", problem.code())
                .register(meters);
    }

    public Mono<Void> answer(ServerWebExchange exchange, Refusal refusal) {
        Objects.requireNonNull(counts.get(refusal.problem())).increment();
        log(exchange, refusal);
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(refusal);
        }
        refusal.headers().forEach(response.getHeaders()::set);
        return Visitor.of(exchange.getRequest()) == Visitor.PERSON && !refusal.isForProgram()
                ? page(refusal).write(exchange, refusal.problem().status(), model(refusal))
                : writeJson(exchange, refusal);
    }

    /** What says that a frame is in the way must be seen in it. */
    private Page page(Refusal refusal) {
        return refusal.problem() == Problem.SIGN_IN_FRAMED ? framed : page;
    }

    private Map<String, Object> model(Refusal refusal) {
        Problem problem = refusal.problem();
        List<Map<String, Object>> links = refusal.links().entrySet().stream()
                .map(link -> Map.<String, Object>of("label", link.getKey(), "address", link.getValue()))
                .toList();
        return Map.of(
                "title", problem.title(),
                "note", refusal.note().orElse(""),
                "advice", problem.advice(),
                "links", links,
                "window", refusal.problem() == Problem.SIGN_IN_FRAMED,
                "code", problem.code(),
                "reference", refusal.reference(),
                "time", TIME.format(clock.instant()));
    }

    private Mono<Void> writeJson(ServerWebExchange exchange, Refusal refusal) {
        Problem problem = refusal.problem();
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("type", "about:blank");
        detail.put("title", problem.title());
        detail.put("status", problem.status());
        detail.put("detail", problem.advice());
        detail.put("code", problem.code());
        detail.put("reference", refusal.reference());
        detail.putAll(refusal.members());
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
        HttpHeaders headers = response.getHeaders();
        Page.secure(headers);
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return Page.write(response, json.writeValueAsString(detail).getBytes(StandardCharsets.UTF_8));
    }

    /** Without the query: it can hold a code or a token. Control characters cannot stand in a path we have parsed. */
    private static void log(ServerWebExchange exchange, Refusal refusal) {
        Problem problem = refusal.problem();
        String line = "{} {} reference={} method={} path={} cause={}";
        Object[] values = {
            problem.code(),
            problem.status(),
            refusal.reference(),
            exchange.getRequest().getMethod(),
            exchange.getRequest().getURI().getRawPath(),
            OneLine.of(refusal.cause())
        };
        if (problem.status() >= 500) {
            log.warn(line, values);
        } else {
            log.info(line, values);
        }
    }
}
